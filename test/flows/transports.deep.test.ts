// The line to Slack: two Socket Mode connections, of which one may be away.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { rest } from "../resilience/faults/rest.js";
import { curtain, raise } from "./stage.js";

afterEach(curtain);

test("while Slack refreshes one connection, the other takes every click", async () => {
  const stage = await raise();
  expect(stage.slack.sockets.open).toBe(2);
  const card = await stage.ask();
  stage.slack.sockets.refresh(1);
  await stage.slack.until("one connection is away", () => stage.slack.sockets.open === 1);
  for (let click = 0; click < 5; click += 1) {
    expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "acknowledged" });
  }
  expect(await stage.carol.clicks(card, "Approve")).toMatchObject({ kind: "acknowledged" });
  await stage.card(/@alice has the link/);
});

test("an event that is none costs nobody anything: the next command is answered", async () => {
  const stage = await raise();
  const sent = stage.slack.sendRaw("events_api", {});
  await stage.slack.until("the bot has stumbled", () => stage.sandbox.log.join("").includes("unreadable message"));
  expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "acknowledged" });
  stage.clock.advance(3_000);
  expect(await sent).toMatchObject({ kind: "timed_out" });
});

test("a command that Slack delivers again after a restart is acknowledged, and nothing more", async () => {
  const stage = await raise();
  const typed = () => stage.commandOnItsWay(ids.eve, "help", "1767621660.1.eve");
  await typed();
  await stage.toldDirectly(ids.eve, /\/impersonate @user/);
  await rest(stage);
  await stage.sandbox.restartBot();
  const before = stage.slack.messages.length;
  expect(await typed()).toMatchObject({ kind: "acknowledged" });
  await rest(stage);
  expect(stage.slack.messages).toHaveLength(before);
});

test("every acknowledgement is there before Slack or Clerk could have answered anything, while Slack takes 300 ms and Clerk 700 ms per call", async () => {
  const stage = await raise();
  stage.slack.latencyMs = 300;
  stage.clerk.latencyMs = 700;
  const outcomes: { kind: string; ackMs?: number }[] = [
    await stage.alice.types(ids.general, "/impersonate @bob ticket 4821"),
  ];
  const card = await stage.card(/\[Approve\] \[Deny\]/);
  outcomes.push(await stage.alice.types(ids.general, "/impersonate"));
  outcomes.push(await stage.carol.clicks(card, "Approve"));
  const message = await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/);
  outcomes.push(await stage.alice.clicks(message, "Open as Bob Brown"));
  outcomes.push(await stage.alice.clicks(message, "Revoke"));
  const form = await stage.slack.until("the form", () => stage.alice.modal());
  // A form waits for its outcome, as long as Slack waits for it.
  const submitted = await stage.alice.submits(form, { who: "@beth", reason: "ticket" });
  expect(submitted.kind === "acknowledged" && submitted.ackMs).toBeLessThan(2_700);
  for (const outcome of outcomes) {
    expect(outcome.kind).toBe("acknowledged");
    expect(outcome.ackMs).toBeLessThan(300);
  }
  await stage.slack.until("the revoke is on its card", () =>
    stage.cards().some((each) => /revoked access/.test(stage.carol.reads(each))),
  );
});
