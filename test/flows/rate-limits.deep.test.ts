// Slack answers only so many calls a minute: people who ask or click without end keep nobody else from deciding.
import { afterAll, afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import type { SeenMessage } from "../../src/sandbox/slack/person.js";
import { openRoundTrip } from "./round-trip.js";
import { curtain, raise, type Stage } from "./stage.js";

const roundTrip = await openRoundTrip();
afterAll(() => roundTrip.close());
afterEach(curtain);

const byGroup = { APPROVERS: ids.managers };

/** The sandbox with Slack's limits in force, and so many customers for alice to ask for. */
async function limited(settings: Record<string, string> = {}, customers = 0): Promise<Stage> {
  const stage = await raise({ settings });
  stage.slack.settings.rateLimits = true;
  for (let number = 1; number <= customers; number += 1) {
    stage.clerk.addUser({ email: `c${number}@customer.example`, username: `c${number}` });
  }
  return stage;
}

const callsOf = ({ slack }: Stage, method: string) => slack.calls.filter((call) => call.method === method);
const refusedCalls = ({ slack }: Stage) =>
  slack.calls.filter(({ status }) => status === 429).map(({ method }) => method);

/** The latest card on which alice asks to act as that customer. */
const cardFor = (stage: Stage, number: number) =>
  stage.cards().findLast((card) => new RegExp(`sign in as c${number} `).test(stage.carol.reads(card)));

/** No call is under way, and nothing that waited for the clock has still to be told of it. */
function isQuiet({ slack, clerk, clock }: Stage): boolean {
  const calls = [...slack.calls, ...clerk.calls];
  return calls.every(({ durationMs }) => durationMs !== undefined) && !clock.expects(0, Number.NEGATIVE_INFINITY);
}

/** After so many round trips without a call under way the bot has nothing more to do for now. */
const quietTrips = 10;

/** So many seconds go by, and what is asked in each of them is answered. */
async function tick(stage: Stage, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    stage.clock.advance(1_000);
    for (let quiet = 0; quiet < quietTrips; quiet = isQuiet(stage) ? quiet + 1 : 0) await roundTrip.make();
  }
}

/** Time goes by until something is seen. */
async function ticking<T>(stage: Stage, look: () => T | undefined | false): Promise<T> {
  for (let second = 0; second < 120; second += 1) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await tick(stage, 1);
  }
  throw new Error("nothing of the kind was seen in two minutes");
}

/** One person does the same every second: for a minute, and then until carol's approval has gone through. */
async function approvedWhile(stage: Stage, card: SeenMessage, again: () => unknown): Promise<void> {
  for (let second = 0; second < 60; second += 1) {
    again();
    await tick(stage, 1);
  }
  await stage.carol.clicks(card, "Approve");
  await ticking(stage, () => {
    again();
    return stage.cards().some((each) => /@alice has the link/.test(stage.carol.reads(each)));
  });
}

test("14 requests in a minute, each approved by a member of a group, all get their link", async () => {
  const stage = await limited({ ...byGroup, OPEN_REQUESTS_MAX: "14" }, 14);
  const startedAt = stage.clock.now();
  for (let number = 1; number <= 14; number += 1) {
    const card = await stage.ask(`/impersonate @c${number} ticket ${number}`);
    await stage.carol.clicks(card, "Approve");
    await stage.card(/@alice has the link/);
    stage.clock.advance(3_000);
  }
  expect(stage.clock.now() - startedAt).toBeLessThan(65_000);
  expect(stage.clerk.actorTokens).toHaveLength(14);
  expect(refusedCalls(stage)).toEqual([]);
});

test("with a group in each list, 14 who ask and are approved in a row get their link, if some only when they try again", async () => {
  const stage = await limited({ ...byGroup, REQUESTERS: "S0SUPPORT", OPEN_REQUESTS_MAX: "14" }, 14);
  stage.slack.addUserGroup({ id: "S0SUPPORT", handle: "support", members: [ids.alice] });
  const numbers = Array.from({ length: 14 }, (_, index) => index + 1);
  const reads = (number: number, pattern: RegExp) => {
    const card = cardFor(stage, number);
    return card !== undefined && pattern.test(stage.carol.reads(card)) ? card : undefined;
  };
  const asks = async (number: number) => {
    let seconds = 0;
    await ticking(stage, () => {
      const card = reads(number, /\[Approve\]/);
      // After so long alice was told to try again.
      if (card === undefined && seconds++ % 15 === 0)
        void stage.alice.types(ids.general, `/impersonate @c${number} ticket ${number}`);
      return card;
    });
  };
  const approves = async (number: number) => {
    const card = reads(number, /\[Approve\]/);
    if (card !== undefined) await stage.carol.clicks(card, "Approve");
  };
  for (const number of numbers) {
    await asks(number);
    await approves(number);
    await tick(stage, 4);
  }
  // What waits longest for Slack's next turn is answered in a minute, and perhaps with a request to try again.
  await tick(stage, 60);
  const without = numbers.filter((number) => !reads(number, /has the link/));
  expect(without.length).toBeLessThanOrEqual(2);
  for (const number of without) {
    if (reads(number, /Failed/)) await asks(number);
    await approves(number);
    await ticking(stage, () => reads(number, /has the link/));
  }
  expect(stage.clerk.actorTokens.filter(({ status }) => status === "pending")).toHaveLength(14);
  expect(refusedCalls(stage)).toEqual([]);
});

test("while a guest types once a second, carol's approval goes through", async () => {
  const stage = await limited({ ...byGroup, REQUESTERS: `${ids.managers},${ids.alice}` });
  const card = await stage.ask();
  const groups = callsOf(stage, "usergroups.users.list").length;
  const gus = stage.slack.as(ids.gus);
  await approvedWhile(stage, card, () => gus.types(ids.general, "/impersonate @beth please"));
  expect(refusedCalls(stage)).toEqual([]);
  // For carol alone, whose checks are repeated where they took long: of a guest no group is asked.
  expect(callsOf(stage, "usergroups.users.list").length - groups).toBeLessThanOrEqual(2);
});

test("a guest who presses buttons without end is answered without a look-up after a while, and carol approves", async () => {
  const stage = await limited();
  stage.slack.invite(ids.approvals, ids.gus);
  const card = await stage.ask();
  for (let click = 0; click < 60; click += 1) {
    await stage.slack.clickStale(ids.gus, card, click % 2 === 0 ? "Deny" : "Approve");
  }
  await stage.told(
    ids.gus,
    ids.approvals,
    /You can't do this, and you have tried too often\. Understudy checks again after/,
  );
  expect(callsOf(stage, "users.info").filter(({ args }) => args.user === ids.gus).length).toBeLessThanOrEqual(30);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  expect(refusedCalls(stage)).toEqual([]);
  // A minute later they are looked up again.
  stage.clock.advance(61_000);
  const lookedUp = () => callsOf(stage, "users.info").filter(({ args }) => args.user === ids.gus).length;
  const before = lookedUp();
  await stage.slack.clickStale(ids.gus, card, "Approve");
  await stage.slack.until("gus is looked up again", () => lookedUp() > before);
});

test("somebody who opens forms without end is told so, and carol's form opens", async () => {
  const stage = await limited();
  const card = await stage.ask();
  for (let command = 0; command < 40; command += 1) await stage.eve.types(ids.general, "/impersonate");
  await stage.told(ids.eve, ids.general, /You are asking too often\. Try again after/);
  await stage.carol.clicks(card, "Deny");
  await stage.slack.until("the form is open", () => stage.carol.modal());
  expect(refusedCalls(stage)).toEqual([]);
});

test("while eve, who is no approver, presses Approve once a second, carol's approval goes through", async () => {
  const stage = await limited(byGroup);
  stage.slack.invite(ids.approvals, ids.eve);
  const card = await stage.ask();
  await approvedWhile(stage, card, () => stage.slack.clickStale(ids.eve, card, "Approve"));
  expect(refusedCalls(stage)).toEqual([]);
});

test.each([
  ["users.info", {}],
  ["conversations.info", {}],
  ["conversations.members", {}],
  ["usergroups.users.list", byGroup],
] as const)("where Slack asks to wait three seconds before %s, the click waits for it", async (method, settings) => {
  const stage = await raise({ settings });
  const card = await stage.ask();
  stage.clock.advance(6_000);
  stage.slack.fail({ method, how: { kind: "rate_limit", retryAfterS: 3 } });
  await stage.carol.clicks(card, "Approve");
  await stage.pass(3);
  await stage.card(/@alice has the link/);
  expect(stage.clerk.actorTokens).toHaveLength(1);
});

test("where Slack asks to wait half a minute, the click is answered at once, and nothing is decided", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({ method: "users.info", how: { kind: "rate_limit", retryAfterS: 30 } });
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, /Slack did not answer in time.* Try again in a moment/);
  await stage.stillPending();
});

test("who loses the right to approve while the click waits for Slack does not approve", async () => {
  const stage = await raise({ settings: byGroup });
  const card = await stage.ask();
  stage.clock.advance(6_000);
  stage.slack.fail({ method: "usergroups.users.list", how: { kind: "rate_limit", retryAfterS: 3 } });
  await stage.carol.clicks(card, "Approve");
  await stage.slack.until("the look-up has to wait", () => refusedCalls(stage).length === 1);
  stage.slack.updateUserGroup(ids.managers, { members: [ids.dave] });
  await stage.pass(3);
  await stage.told(ids.carol, ids.approvals, /Only approvers can do this/);
  await stage.stillPending();
});

/** The approval channel has 10,000 members more, of whom carol comes last. */
function crowded(stage: Stage): void {
  const crowd = Array.from({ length: 10_000 }, (_, number) => `U0CROWD${number}`);
  const { members } = stage.slack.channel(ids.approvals);
  const others = members.filter((id) => id !== ids.carol);
  stage.slack.updateChannel(ids.approvals, { members: [...crowd, ...others, ids.carol] });
}

test("in a channel of 10,000 members two calls tell that carol may approve", async () => {
  const stage = await raise();
  crowded(stage);
  const card = await stage.ask();
  stage.clock.advance(6_000);
  const before = stage.slack.calls.length;
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  const asked = stage.slack.calls.slice(before).map(({ method }) => method);
  expect(asked.filter((method) => /members|users\.conversations/.test(method))).toEqual([
    "conversations.members",
    "users.conversations",
  ]);
});

test("in a channel of 10,000 members somebody who is not among them may not approve", async () => {
  const stage = await raise();
  crowded(stage);
  const card = await stage.ask();
  await stage.slack.clickStale(ids.eve, card, "Approve");
  await stage.slack.until("eve is told", () =>
    stage.slack.messages.some(
      (message) => message.ephemeralFor === ids.eve && /Only approvers can do this/.test(stage.eve.reads(message)),
    ),
  );
  await stage.stillPending();
});

test("where APPROVERS has ids alone, Slack is asked nothing about somebody else who presses Approve", async () => {
  const stage = await raise({ settings: { APPROVERS: ids.carol } });
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  await stage.told(ids.alice, ids.general, /Asked/);
  const before = stage.slack.calls.length;
  await stage.dave.clicks(card, "Approve");
  await stage.told(ids.dave, ids.approvals, /Only approvers can do this/);
  expect(stage.slack.calls.slice(before).map(({ method }) => method)).toEqual(["response_url"]);
  expect(stage.clerk.calls.filter(({ operation }) => operation === "users.get")).toEqual([]);
});

test("ten who click at the same time share the answers about the channel, its members and the group", async () => {
  const stage = await raise({ settings: byGroup });
  const card = await stage.ask();
  stage.clock.advance(6_000);
  const before = stage.slack.calls.length;
  const clicks = Array.from({ length: 10 }, (_, number) =>
    number % 2 === 0 ? stage.carol.clicks(card, "Approve") : stage.dave.clicks(card, "Approve"),
  );
  await Promise.all(clicks);
  await stage.card(/@alice has the link/);
  await stage.slack.until("nine are told that they come too late", () => {
    const told = [ids.carol, ids.dave].flatMap((id) => stage.slack.as(id).messages(ids.approvals));
    return told.filter(({ ephemeralFor }) => ephemeralFor !== undefined).length === 9;
  });
  const asked = stage.slack.calls.slice(before).map(({ method }) => method);
  for (const method of ["conversations.info", "usergroups.users.list"]) {
    expect(asked.filter((each) => each === method)).toHaveLength(1);
  }
  expect(stage.clerk.actorTokens).toHaveLength(1);
});
