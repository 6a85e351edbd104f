// Slack takes a message and its answer gets lost: the message is found again, and is there once.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, holdsALink, raise, type Stage } from "./stage.js";

afterEach(curtain);

const toChannel = ({ channel }: Record<string, unknown>) => channel === ids.approvals;
const toAlice = ({ channel }: Record<string, unknown>) => channel === ids.alice;

function loseAnswer(stage: Stage, match: (args: Record<string, unknown>) => boolean): void {
  stage.slack.fail({ method: "chat.postMessage", when: "after", how: { kind: "drop" }, match });
}

test("a card whose post was not answered is found, and decided on like any other", async () => {
  const stage = await raise();
  loseAnswer(stage, toChannel);
  const card = await stage.ask();
  await stage.slack.until("it was looked for", () =>
    stage.slack.calls.some(({ method, status }) => method === "conversations.history" && status === 200),
  );
  await stage.carol.clicks(card, "Approve");
  const decided = await stage.card(/@alice has the link/);
  expect(decided.ts).toBe(card.ts);
  expect(stage.cards()).toHaveLength(1);
});

test("a card whose post never reached Slack is posted again, once", async () => {
  const stage = await raise();
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "drop" }, match: toChannel });
  await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
  await stage.told(ids.alice, ids.general, /the card follows as soon as it does/);
  await stage.card(/\[Approve\] \[Deny\]/);
  await aMinutePasses(stage);
  await stage.slack.until("it was looked for once more", () => searches(stage) >= 2);
  expect(stage.cards()).toHaveLength(1);
});

test("alice's waiting message that went unanswered is found and deleted when carol decides", async () => {
  const stage = await raise();
  loseAnswer(stage, toAlice);
  const card = await stage.ask();
  const asked = await stage.directMessage(/\[Cancel request\]/);
  await stage.carol.clicks(card, "Approve");
  const link = await stage.directMessage(/\[Open as Bob Brown\]/);
  await stage.slack.until("the waiting message is gone", () =>
    stage.alice.directMessages().every(({ ts }) => ts !== asked.ts),
  );
  expect(stage.alice.directMessages().map(({ ts }) => ts)).toEqual([link.ts]);
});

test("where it could not be looked for, its double goes as soon as it can", async () => {
  const stage = await raise();
  loseAnswer(stage, toChannel);
  stage.slack.fail({ method: "conversations.history", how: { kind: "error", error: "missing_scope" } });
  await stage.ask();
  await stage.slack.until("there are two", () => stage.cards().length === 2);
  await aMinutePasses(stage);
  await stage.slack.until("one is left", () => stage.cards().length === 1);
  await stage.card(/\[Approve\] \[Deny\]/);
  const [left] = stage.cards();
  if (left === undefined) throw new Error("no card");
  await stage.carol.clicks(left, "Approve");
  await stage.card(/@alice has the link/);
});

test("a double that was clicked meanwhile is one of ours, and goes all the same", async () => {
  const stage = await raise();
  loseAnswer(stage, toChannel);
  stage.slack.fail({ method: "conversations.history", how: { kind: "error", error: "missing_scope" } });
  await stage.ask();
  await stage.slack.until("there are two", () => stage.cards().length === 2);
  const [first] = stage.cards();
  if (first === undefined) throw new Error("no card");
  await stage.carol.clicks(first, "Approve");
  await stage.slack.until("both say so", () =>
    stage.cards().every((card) => /has the link/.test(stage.carol.reads(card))),
  );
  await aMinutePasses(stage);
  await stage.slack.until("one is left", () => stage.cards().length === 1);
  await stage.card(/@alice has the link/);
});

test("a message with a link that was never answered is dead, and says so without a click", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  loseAnswer(stage, holdsALink);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/\[Retry\]/);
  await stage.slack.until("no message holds a link", () => !holdsALink(stage.alice.directMessages()));
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
});

function searches(stage: Stage): number {
  return stage.slack.calls.filter(({ method }) => method === "conversations.history").length;
}

/** The bot looks at what is due every 15 s at the latest. */
async function aMinutePasses(stage: Stage): Promise<void> {
  for (let quarter = 0; quarter < 4; quarter += 1) await stage.pass(15);
}
