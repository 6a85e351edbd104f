// Lost and renewed connections, payloads that come twice, and payloads that come too late. A command that comes twice, a
// refresh of one connection and a late click on a decided card are in test/flows (decisions, transports).
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import type { SeenMessage } from "../../src/sandbox/slack/person.js";
import { curtain, raise, type Stage } from "../flows/stage.js";
import { auditIn, requestsIn } from "./faults/record.js";
import { rest } from "./faults/rest.js";

afterEach(curtain);

const moves = (stage: Stage) => auditIn(stage.sandbox).map(({ action }) => action);
const count = (stage: Stage, action: string) => moves(stage).filter((each) => each === action).length;

/** What carol alone sees in the approval channel: refusals, mostly. */
const answersToCarol = ({ carol }: Stage) =>
  carol
    .messages(ids.approvals)
    .filter(({ ephemeralFor }) => ephemeralFor !== undefined)
    .map((each) => carol.reads(each));

const modal = (stage: Stage, person: "alice" | "carol") =>
  stage.slack.until(`${person} sees a form`, () => stage[person].modal());

test.each([
  ["both are dropped", (stage: Stage) => stage.slack.sockets.drop()],
  ["both are renewed at once", (stage: Stage) => stage.slack.sockets.refresh()],
])(
  "%s: the bot comes back by itself, and the next click works",
  async (_what, lose) => {
    const stage = await raise();
    const card = await stage.ask();
    lose(stage);
    await stage.slack.until("both are away", () => stage.slack.sockets.open === 0);
    await stage.slack.until("both are back", () => stage.slack.sockets.open === 2, 18_000);
    await stage.carol.clicks(card, "Approve");
    await stage.card(/@alice has the link/);
  },
  30_000,
);

test("Approve delivered twice makes one link", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.sockets.duplicateNext();
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await rest(stage);
  expect(count(stage, "approve")).toBe(1);
  expect(answersToCarol(stage)).toEqual([]);
  expect(stage.clerk.actorTokens).toHaveLength(1);
});

test("Deny and its form delivered twice open one form and deny once", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.sockets.duplicateNext();
  await stage.carol.clicks(card, "Deny");
  const form = await modal(stage, "carol");
  await rest(stage);
  expect(stage.carol.modals()).toHaveLength(1);
  stage.slack.sockets.duplicateNext();
  await stage.carol.submits(form, {});
  await stage.card(/@carol denied this/);
  await rest(stage);
  expect(count(stage, "deny")).toBe(1);
  expect(answersToCarol(stage)).toEqual([]);
  expect(
    stage.alice.directMessages().filter((each) => /denied your request/.test(stage.alice.reads(each))),
  ).toHaveLength(1);
});

test("the request form delivered twice makes one request", async () => {
  const stage = await raise();
  await stage.alice.types(ids.general, "/impersonate");
  const form = await modal(stage, "alice");
  stage.slack.sockets.duplicateNext();
  await stage.alice.submits(form, { who: "@bob", reason: "ticket 4821" });
  await stage.card(/\[Approve\] \[Deny\]/);
  await rest(stage);
  expect(requestsIn(stage.sandbox)).toHaveLength(1);
  expect(stage.cards()).toHaveLength(1);
});

test("a form that is closed, twice over, changes nothing", async () => {
  const stage = await raise();
  await stage.alice.types(ids.general, "/impersonate");
  stage.slack.sockets.duplicateNext();
  await stage.alice.closes(await modal(stage, "alice"));
  await stage.ask();
});

test("Cancel request, the link's button, Revoke and Retry delivered twice count once", async () => {
  const stage = await raise();
  await stage.ask("/impersonate @beth first");
  const asked = await stage.directMessage(/\[Cancel request\]/);
  stage.slack.sockets.duplicateNext();
  await stage.alice.clicks(asked, "Cancel request");
  await stage.card(/@alice canceled this request/);

  const card = await stage.ask();
  stage.clerk.fail({
    operation: "actor_tokens.create",
    times: 1,
    when: "before",
    how: { kind: "clerk_error", status: 402, code: "unsupported_subscription_plan_features" },
  });
  await stage.carol.clicks(card, "Approve");
  const failed = await stage.card(/\[Retry\]/);
  await rest(stage);
  stage.slack.sockets.duplicateNext();
  await stage.carol.clicks(failed, "Retry");
  await stage.card(/@alice has the link/);

  stage.slack.sockets.duplicateNext();
  await stage.link();
  const message = await stage.directMessage(/\[Open as Bob Brown\]/);
  stage.slack.sockets.duplicateNext();
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/The link was never opened/);
  await rest(stage);
  for (const action of ["cancel", "retry", "link.clicked", "revoke", "confirm"]) {
    expect([action, count(stage, action)]).toEqual([action, 1]);
  }
});

type Ended = readonly [string, (stage: Stage, card: SeenMessage) => Promise<unknown>, RegExp];

const ends: readonly Ended[] = [
  [
    "denied",
    async (stage, card) => {
      await stage.carol.clicks(card, "Deny");
      await stage.carol.submits(await modal(stage, "carol"), {});
      return stage.card(/@carol denied this/);
    },
    /already denied this/,
  ],
  [
    "cancelled",
    async (stage) => {
      await stage.alice.clicks(await stage.directMessage(/\[Cancel request\]/), "Cancel request");
      return stage.card(/canceled this request/);
    },
    /canceled this request/,
  ],
  [
    "lapsed",
    async (stage) => {
      stage.clock.advance(3_600_000);
      return stage.card(/Nobody decided by/);
    },
    /Nobody decided on this request by/,
  ],
  [
    "expired",
    async (stage, card) => {
      await stage.carol.clicks(card, "Approve");
      await stage.card(/@alice has the link/);
      stage.clock.advance(600_000);
      return stage.card(/Expired/);
    },
    /Access is already over/,
  ],
  [
    "revoked",
    async (stage, card) => {
      await stage.carol.clicks(card, "Approve");
      await stage.alice.clicks(await stage.directMessage(/\[Open as Bob Brown\]/), "Revoke");
      return stage.card(/The link was never opened/);
    },
    /revoked access/,
  ],
  [
    "ended",
    async (stage, card) => {
      await stage.carol.clicks(card, "Approve");
      const browser = stage.clerk.browser();
      browser.open(await stage.link());
      stage.clock.advance(2_000);
      await stage.card(/In use since/);
      stage.clock.advance(1_800_000);
      return stage.card(/Access ended/);
    },
    /Access is already over/,
  ],
];

test.each(ends)(
  "a click that comes once the request is %s is told so, and moves nothing",
  async (_status, end, words) => {
    const stage = await raise();
    const card = await stage.ask();
    await stage.directMessage(/\[Cancel request\]/);
    await end(stage, card);
    await rest(stage);
    const before = requestsIn(stage.sandbox);
    for (const button of ["Approve", "Deny"] as const) {
      const told = stage.dave.messages(ids.approvals).length;
      await stage.slack.clickStale(ids.dave, card, button);
      await stage.slack.until(`dave is told after ${button}`, () => stage.dave.messages(ids.approvals).length > told);
      await stage.told(ids.dave, ids.approvals, words);
    }
    await rest(stage);
    expect(requestsIn(stage.sandbox)).toEqual(before);
    expect(stage.clerk.actorTokens.filter(({ status }) => status === "pending")).toEqual([]);
  },
);
