// The Home tab: one's own requests, and for approvers everybody's, as they are now.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { rest } from "../resilience/faults/rest.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

type Who = "alice" | "carol" | "dave" | "eve";

/** Waits until somebody's Home reads like `pattern`. */
function home(stage: Stage, who: Who, pattern: RegExp, patienceMs?: number) {
  const person = stage[who];
  return stage.slack.until(
    `${who}'s Home reads like ${pattern}`,
    () => {
      const view = person.home();
      return view !== undefined && pattern.test(person.reads(view)) ? view : undefined;
    },
    patienceMs,
  );
}

/** Within the two seconds that are promised, of which the calls to Slack take the rest. */
async function soon(stage: Stage, who: Who, pattern: RegExp) {
  await rest(stage);
  stage.clock.advance(1_900);
  return home(stage, who, pattern, 3_000);
}

async function opens(stage: Stage, who: Who, pattern: RegExp) {
  await stage[who].opensHome();
  return home(stage, who, pattern);
}

const publishes = ({ slack }: Stage, user: string) =>
  slack.calls.filter(({ method, args }) => method === "views.publish" && args.user_id === user);

const byGroup = { APPROVERS: ids.managers };
const everybodys = /Waiting for approval.*Live access/s;

test("alice's Home opens the form, follows her request, and shows nothing of anybody else's", async () => {
  const stage = await raise({ settings: byGroup });
  const { alice } = stage;
  await stage.carol.types(ids.general, "/impersonate @beth a secret matter of carol's");
  await stage.card(/beth@customer/);
  const empty = await opens(stage, "alice", /You have none\./);
  await alice.clicks(empty, "Request access");
  await alice.closes(await stage.slack.until("alice has the form", () => alice.modal()));

  await stage.ask();
  const asked = await soon(stage, "alice", /Waiting for approval · Bob Brown .*· IMP-2\n\[Cancel request\]/);
  expect(alice.reads(asked)).not.toMatch(/beth|secret|Live access|\[Approve\]/i);
  const isLinked = () => /\/archives\/C0APPROVALS\/p\d{16}"/.test(JSON.stringify(alice.home()));
  await stage.slack.until("her Home leads to the card", isLinked);

  await alice.clicks(asked, "Cancel request");
  const cancelled = await soon(stage, "alice", /You have none\..*Canceled · Bob Brown/s);
  expect(alice.reads(cancelled)).not.toMatch(/\[Cancel request\]/);
});

test("carol approves, denies and revokes from her Home", async () => {
  const stage = await raise({ settings: byGroup });
  const { carol } = stage;
  await opens(stage, "carol", /Nothing is waiting.*Nobody else has access/s);
  await stage.ask();
  await carol.clicks(await soon(stage, "carol", /@alice as Bob Brown .*ticket 4821.*\[Approve\] \[Deny\]/s), "Approve");
  await stage.directMessage(/\[Open as Bob Brown\]/);
  const live = await soon(
    stage,
    "carol",
    /Nothing is waiting.*Link sent · @alice as Bob Brown .*\[Revoke\].*approved by @carol/s,
  );
  await carol.clicks(live, "Revoke");
  await soon(stage, "carol", /Nobody else has access.*Revoked · @alice as Bob Brown/s);

  await stage.ask("/impersonate @beth ticket 4822");
  await carol.clicks(await soon(stage, "carol", /Beth Blake .*\[Deny\]/s), "Deny");
  await carol.submits(await stage.slack.until("carol has the form", () => carol.modal()), { note: "Not today" });
  await soon(stage, "carol", /Denied · @alice as Beth Blake .*denied by @carol/s);
});

test("a press in a Home that fails is answered at its top, or by direct message where Slack takes no Home", async () => {
  const stage = await raise({ settings: byGroup });
  const { carol, slack } = stage;
  await stage.ask();
  const offered = await opens(stage, "carol", /\[Approve\] \[Deny\]/);
  const broken = { when: "before", how: { kind: "status", status: 503 }, times: 1 } as const;
  slack.fail({ method: "users.info", ...broken });
  await carol.clicks(offered, "Approve");
  await soon(stage, "carol", /About your last click\nSlack did not answer in time/);
  expect(carol.directMessages()).toEqual([]);
  await carol.opensHome();
  await soon(stage, "carol", /^(?!.*About your last click)/s);

  slack.fail({ method: "users.info", ...broken });
  slack.fail({ method: "views.publish", ...broken });
  await carol.clicks(offered, "Approve");
  await rest(stage);
  stage.clock.advance(1_900);
  await stage.toldDirectly(ids.carol, /Slack did not answer in time/);
  await stage.stillPending();
});

test("nobody approves for themselves: an own request and one to sign in as oneself do not offer it", async () => {
  const stage = await raise({ settings: byGroup });
  await stage.carol.types(ids.general, "/impersonate @bob mine");
  await stage.card(/@carol/);
  await stage.alice.types(ids.general, "/impersonate carol@acme.example as carol");
  await stage.card(/Carol Clark/);
  const view = await opens(
    stage,
    "carol",
    /Your open requests.*Bob Brown.*Waiting for approval.*@alice as Carol Clark/s,
  );
  expect(stage.carol.reads(view)).not.toContain("[Approve]");
  expect(stage.carol.reads(view).match(/\[Deny\]/g)).toHaveLength(1);
  expect(stage.carol.reads(view)).not.toContain("@carol as");
  await home(stage, "carol", /Your open requests.*\[Cancel request\]/s);
});

test("who is no approver any more loses everybody's requests within a minute, also where nothing happens", async () => {
  const stage = await raise({ settings: byGroup });
  await stage.ask();
  await opens(stage, "carol", everybodys);
  await rest(stage);
  stage.slack.updateUserGroup(ids.managers, { members: [ids.dave] });
  stage.clock.advance(31_000);
  await rest(stage);
  stage.clock.advance(31_000);
  await home(stage, "carol", /^(?!.*Live access)/s);
  expect(stage.carol.reads(await home(stage, "carol", /Your open requests/))).not.toMatch(/Bob Brown/);
});

test("a guest is shown one sentence, and while Slack does not say who somebody is, nobody's requests are shown", async () => {
  const stage = await raise({ settings: byGroup });
  await stage.ask();
  const gus = stage.slack.as(ids.gus);
  await gus.opensHome();
  await stage.slack.until("gus reads it", () => {
    const view = gus.home();
    return view && /for full members of this workspace\.$/.test(gus.reads(view).trim()) ? view : undefined;
  });
  stage.slack.fail({ method: "users.info", when: "before", how: { kind: "status", status: 503 }, times: 1 });
  await stage.carol.opensHome();
  await home(stage, "carol", /^(?!.*Bob Brown).*isn't saying right now/s);
  await soon(stage, "carol", everybodys);
});

test("a burst of changes is shown in a few publishes, and what reads the same in none", async () => {
  const stage = await raise({ settings: { ...byGroup, OPEN_REQUESTS_MAX: "50" } });
  await opens(stage, "carol", everybodys);
  await rest(stage);
  const before = publishes(stage, ids.carol).length;
  for (let each = 1; each <= 15; each += 1) {
    stage.clerk.addUser({ id: `user_2u${each}`, firstName: `User${each}`, email: `user${each}@customer.example` });
    await stage.alice.types(ids.general, `/impersonate user${each}@customer.example reason ${each}`);
  }
  await stage.slack.until("all cards stand", () => stage.cards().length === 15);
  await soon(stage, "carol", /User.*and 5 more/s);
  await rest(stage);
  const made = publishes(stage, ids.carol).slice(before);
  expect(made.length).toBeLessThan(8);
  for (const [index, { at }] of made.entries()) expect(at - (made[index - 1]?.at ?? 0)).toBeGreaterThan(1_400);
  await stage.carol.opensHome();
  await rest(stage);
  expect(publishes(stage, ids.carol).length - before).toBe(made.length);
});

test("a publish whose answer was lost is made again, and the Home goes on following", async () => {
  const stage = await raise({ settings: byGroup });
  await opens(stage, "alice", /You have none/);
  stage.slack.fail({ method: "views.publish", when: "after", how: { kind: "drop" }, times: 1 });
  await stage.ask();
  await soon(stage, "alice", /\[Cancel request\]/);
  await rest(stage);
  // Slack refuses the hash of the view that was replaced without the bot's knowledge.
  stage.clock.advance(1_100);
  await stage.slack.until("the hash was refused", () => stage.sandbox.log.find((line) => /hash_conflict/.test(line)));
  await stage.alice.clicks(await soon(stage, "alice", /\[Cancel request\]/), "Cancel request");
  await soon(stage, "alice", /Canceled · Bob Brown/);
});

test("after a restart the bot goes on where it was, and a Home that nobody opened for long shows no old lists", async () => {
  const stage = await raise({ settings: byGroup });
  await opens(stage, "carol", everybodys);
  await rest(stage);
  const before = publishes(stage, ids.carol).length;
  await stage.sandbox.restartBot();
  await rest(stage);
  expect(publishes(stage, ids.carol)).toHaveLength(before);
  await stage.ask();
  await soon(stage, "carol", /\[Approve\]/);
  await rest(stage);
  stage.clock.advance(9 * 3_600_000);
  await home(stage, "carol", /^(?!.*Bob Brown).*stopped updating/s);
  await stage.carol.opensHome();
  await soon(stage, "carol", everybodys);
});

test("where the Home tab is off, one line says so and nothing else is disturbed", async () => {
  const stage = await raise({ settings: byGroup });
  stage.slack.fail({ method: "views.publish", when: "before", how: { kind: "error", error: "not_enabled" }, times: 3 });
  for (const who of ["alice", "carol", "dave"] as const) await stage[who].opensHome();
  await stage.slack.until(
    "all three were refused",
    () =>
      stage.slack.calls.filter(({ method, status }) => method === "views.publish" && status !== undefined).length === 3,
  );
  await rest(stage);
  const lines = stage.sandbox.log.filter((line) => /error the Home tab is off/.test(line));
  expect(lines).toHaveLength(1);
  await stage.approved();
});
