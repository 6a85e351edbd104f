// Two processes in HTTP mode behind a balancer: each click lands anywhere, and none of them is worked on twice.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { killAll } from "../flows/bot-process.js";
import { curtain, holdsALink } from "../flows/stage.js";
import { auditIn } from "../resilience/faults/record.js";
import { rest } from "../resilience/faults/rest.js";
import { behindBalancer } from "./processes.js";

afterEach(async () => {
  killAll();
  await curtain();
});

type Scene = Awaited<ReturnType<typeof behindBalancer>>;

const times = ({ stage }: Scene, move: string) =>
  auditIn(stage.sandbox).filter(({ action, outcome }) => action === move && outcome === "done").length;

test("the whole story works, wherever each click lands", async () => {
  const scene = await behindBalancer(2);
  const { stage, balancer } = scene;
  const { message } = await stage.inUse();
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice revoked access/);
  await stage.card(/Clerk confirmed it/);
  for (const answered of balancer.answered) expect(answered).toBeGreaterThan(0);
});

test("a payload that both get at the same moment is answered by both, and worked on by one", async () => {
  const scene = await behindBalancer(2);
  const { stage, bots, balancer } = scene;
  balancer.to = "all";
  for (let asks = 0; asks < 5; asks += 1) {
    expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "acknowledged" });
  }
  const card = await stage.ask();
  expect(await stage.carol.clicks(card, "Approve")).toMatchObject({ kind: "acknowledged" });
  await stage.card(/@alice has the link/);
  await rest(stage);
  expect(stage.eve.messages(ids.general).filter(({ ephemeralFor }) => ephemeralFor === ids.eve)).toHaveLength(5);
  expect(stage.cards()).toHaveLength(1);
  expect(stage.clerk.actorTokens).toHaveLength(1);
  expect([times(scene, "ask"), times(scene, "approve")]).toEqual([1, 1]);
  const ignored = bots.flatMap(({ output }) => output.match(/duplicate payload ignored user=/g) ?? []);
  expect(ignored).toHaveLength(7);
});

test("of two approvers who click at the same moment one decides, and the other is told who was first", async () => {
  const scene = await behindBalancer(2);
  const { stage } = scene;
  const first = await stage.ask();
  await Promise.all([stage.carol.clicks(first, "Approve"), stage.dave.clicks(first, "Approve")]);
  await stage.card(/@alice has the link/);
  const told = /@(carol|dave) already approved this/;
  await Promise.any([ids.carol, ids.dave].map((id) => stage.told(id, ids.approvals, told)));
  expect(stage.clerk.actorTokens).toHaveLength(1);
  expect(times(scene, "approve")).toBe(1);

  const second = await stage.ask("/impersonate @beth ticket 5000");
  await stage.dave.clicks(second, "Deny");
  const form = await stage.slack.until("the form is open", () => stage.dave.modal());
  await Promise.all([stage.carol.clicks(second, "Approve"), stage.dave.submits(form)]);
  await stage.card(/@alice has the link|Denied/);
  await rest(stage);
  const approvals = times(scene, "approve") - 1;
  expect(approvals + times(scene, "deny")).toBe(1);
  expect(stage.clerk.actorTokens).toHaveLength(1 + approvals);
});

test("a process that is killed between the approval and the link is taken over from within seconds, and Retry makes one link", async () => {
  const scene = await behindBalancer(2);
  const { stage, bots, balancer } = scene;
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "before", times: 1, how: { kind: "hang" } });
  balancer.to = 0;
  await stage.carol.clicks(card, "Approve");
  await stage.clerk.until("Clerk is asked", () =>
    stage.clerk.calls.some(({ operation }) => operation === "actor_tokens.create"),
  );
  bots[0]?.kill("SIGKILL");
  balancer.to = undefined;
  // The lease of six seconds, and the next look at it.
  const failed = await stage.card(/interrupted while it created the link.*\[Retry\]/s, 11_000);
  await stage.told(ids.carol, ids.approvals, /Understudy was stopped while it worked on what you clicked/);
  await stage.carol.clicks(failed, "Retry");
  await stage.card(/@alice has the link/);
  await rest(stage);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
  expect(stage.alice.directMessages().filter(holdsALink)).toHaveLength(1);
  expect([times(scene, "approve"), times(scene, "retry")]).toEqual([1, 1]);
});

test("a revoke at one process while the other still posts the link: nothing is alive, and no link is left", async () => {
  const scene = await behindBalancer(2);
  const { stage, balancer } = scene;
  const card = await stage.ask();
  stage.slack.fail({ method: "chat.postMessage", when: "after", how: { kind: "hang" }, match: holdsALink });
  balancer.to = 0;
  await stage.carol.clicks(card, "Approve");
  const link = await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/);
  balancer.to = 1;
  await stage.alice.clicks(link, "Revoke");
  await stage.card(/@alice revoked access/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
  await stage.slack.until("the dead link is gone", () => !holdsALink(stage.alice.directMessages()));
  await rest(stage);
  expect([times(scene, "approve"), times(scene, "revoke"), times(scene, "confirm"), times(scene, "issue")]).toEqual([
    1, 1, 1, 0,
  ]);
});

test("what one process changes shows in the Home tab that is open at the other, without a wait for a poll", async () => {
  const { stage, balancer } = await behindBalancer(2);
  const shows = (pattern: RegExp) => () => {
    const home = stage.carol.home();
    return home !== undefined && pattern.test(stage.carol.reads(home));
  };
  balancer.to = 0;
  await stage.carol.opensHome();
  await stage.slack.until("carol sees her Home", () => stage.carol.home());
  balancer.to = 1;
  const card = await stage.ask();
  await stage.slack.until("her Home has the request", shows(/Bob Brown/), 5_000);
  await stage.dave.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await stage.slack.until(
    "her Home has the decision",
    shows(/@dave approved|Link sent|has the link|approved by/i),
    5_000,
  );
});
