// Somebody deletes a card in Slack, of which nobody tells the bot: it comes back while it is needed, once.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { rest } from "../resilience/faults/rest.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

/** The bot looks for its cards after so many seconds: less than a minute. */
const searchS = 50;

const searches = ({ slack }: Stage) =>
  slack.calls.filter(({ method, status }) => method === "conversations.history" && status !== undefined);

const cardsOf = (stage: Stage) => stage.cards().filter(({ user }) => user === stage.slack.bot.userId);

/** Goes on to the next search, and until it is answered. */
async function search(stage: Stage): Promise<void> {
  await rest(stage);
  const before = searches(stage).length;
  await stage.pass(searchS);
  await stage.slack.until("the cards were looked for", () => searches(stage).length > before);
}

test("a card that is deleted while it waits for a decision comes back within a minute, and is decided on", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  stage.dave.deletes(card);
  expect(stage.cards()).toEqual([]);
  await search(stage);
  const again = await stage.card(/wants to sign in as Bob Brown.*\[Approve\] \[Deny\]/s);
  expect(again.ts).not.toBe(card.ts);
  await stage.carol.clicks(again, "Approve");
  await stage.card(/@alice has the link/);
  await search(stage);
  expect(stage.cards()).toHaveLength(1);
});

test("a card that is deleted while access is in use comes back, and its Revoke ends the session", async () => {
  const stage = await raise();
  const { session } = await stage.inUse();
  stage.dave.deletes(await stage.card(/In use since/));
  await search(stage);
  const again = await stage.card(/In use since .*\[Revoke\]/s);
  await stage.carol.clicks(again, "Revoke");
  await stage.card(/@carol revoked access .* Clerk confirmed it/);
  expect(session.status).toBe("revoked");
  expect(stage.cards()).toHaveLength(1);
});

test("a card that offers Retry comes back too", async () => {
  const stage = await raise();
  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "before",
    times: 1,
    how: { kind: "clerk_error", status: 402, code: "unsupported_subscription_plan_features" },
  });
  await stage.carol.clicks(await stage.ask(), "Approve");
  stage.dave.deletes(await stage.card(/\[Retry\]/));
  await search(stage);
  await stage.card(/\[Retry\]/);
  expect(stage.cards()).toHaveLength(1);
});

test("a deleted card of which replies are left comes back", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  stage.carol.replies(card, "who knows about this?");
  stage.dave.deletes(card);
  await search(stage);
  const again = await stage.card(/\[Approve\] \[Deny\]/);
  expect(again.ts).not.toBe(card.ts);
});

test("the card of a request that is over stays deleted, and where none is needed nothing is asked of Slack", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.alice.clicks(await stage.directMessage(/\[Cancel request\]/), "Cancel request");
  await stage.card(/canceled this request/);
  await stage.directMessage(/You canceled this request/);
  stage.dave.deletes(card);
  await stage.pass(searchS);
  await stage.pass(searchS);
  expect(searches(stage)).toEqual([]);
  expect(stage.cards()).toEqual([]);
});

test("a card that nobody deleted is left alone", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  const edits = () => stage.slack.calls.filter(({ method }) => /^chat\./.test(method)).length;
  const before = edits();
  for (let minute = 0; minute < 3; minute += 1) await search(stage);
  expect(edits()).toBe(before);
  expect(stage.cards().map(({ ts }) => ts)).toEqual([card.ts]);
});

test("what Slack does not answer is looked for again the next time, and a card that may be there is not doubled", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  stage.slack.fail({ method: "conversations.history", how: { kind: "status", status: 503 } });
  await search(stage);
  expect(stage.cards().map(({ ts }) => ts)).toEqual([card.ts]);
  stage.dave.deletes(card);
  stage.slack.fail({ method: "chat.postMessage", when: "after", how: { kind: "drop" } });
  await search(stage);
  await stage.card(/\[Approve\] \[Deny\]/);
  await stage.pass(1);
  await stage.slack.until("the post that was not answered was looked for", () =>
    searches(stage).some(({ args }) => args.include_all_metadata === "true"),
  );
  await stage.carol.clicks(await stage.card(/\[Approve\] \[Deny\]/), "Approve");
  await stage.card(/@alice has the link/);
  expect(stage.cards()).toHaveLength(1);
});

test("40 open cards among 400 messages are looked for in few calls, and the two that are gone come back", async () => {
  const stage = await raise({ settings: { OPEN_REQUESTS_MAX: "40", CLERK_REQUESTS_PER_10S: "1000" } });
  for (let number = 1; number <= 40; number += 1) {
    stage.clerk.addUser({ email: `c${number}@customer.example`, username: `c${number}` });
    await stage.alice.types(ids.general, `/impersonate @c${number} ticket ${number}`);
    await stage.slack.until("its card is there", () => cardsOf(stage).length === number);
    for (let line = 0; line < 10; line += 1) stage.carol.says(ids.approvals, "something else");
  }
  await rest(stage);
  const cards = cardsOf(stage);
  const [first, last] = [cards[0], cards.at(-1)];
  if (first === undefined || last === undefined) throw new Error("no cards");
  stage.dave.deletes(first);
  stage.dave.deletes(last);
  const before = searches(stage).length;
  stage.clock.advance(searchS * 1_000);
  const newest = await stage.slack.until("both are back", () => {
    const again = cardsOf(stage);
    return again.length === 40 ? again.slice(-2) : undefined;
  });
  expect(newest.every(({ ts }) => cards.every((card) => card.ts !== ts))).toBe(true);
  expect(searches(stage).length - before).toBeLessThanOrEqual(8);
});

test("of a card that Slack would neither edit nor delete at once, a click on it leaves one", async () => {
  const stage = await raise();
  const { slack, carol } = stage;
  const card = await stage.ask();
  slack.settings.editWindowMs = 300_000;
  stage.clock.advance(1_860_000);
  slack.fail({ method: "chat.delete", how: { kind: "status", status: 503 }, match: ({ ts }) => ts === card.ts });
  await carol.clicks(card, "Approve");
  await stage.directMessage(/\[Open as Bob Brown\]/);
  await slack.until("its deletion failed", () =>
    slack.calls.some(({ method, status }) => method === "chat.delete" && status === 503),
  );
  await carol.clicks(card, "Deny");
  await stage.card(/@alice has the link/);
  await search(stage);
  await rest(stage);
  expect(stage.cards()).toHaveLength(1);
});
