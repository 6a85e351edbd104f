// What is unread, for whom, and what makes it read.
import { beforeEach, expect, test } from "vitest";
import { ids, people } from "../../../src/sandbox/cast.js";
import { openPage } from "./page-client.js";
import { askedFor, beth } from "./story.js";

const page = await openPage("in this process");

/** Each test starts with everything read. */
beforeEach(async () => {
  page.closeWindows();
  for (const { id } of people) {
    for (const { id: channel, messages } of page.live.workspaceOf(id).conversations) {
      const newest = messages.at(-1);
      if (newest !== undefined) await page.ask("read", { as: id, channel, ts: newest.ts });
    }
  }
});

const says = (as: string, line: string, channel: string = ids.general) => page.ask("type", { as, channel, line });

/** `[unread, mentions]` of a person in a conversation. */
function counts(as: string, channel: string = ids.general) {
  const found = page.live.workspaceOf(as).conversations.find(({ id }) => id === channel);
  return [found?.unread, found?.mentions];
}

function latest(as: string, channel: string = ids.general): string {
  return page.slack.as(as).messages(channel).at(-1)?.ts ?? "";
}

test("a line is unread for everybody but the one who wrote it", async () => {
  await says(ids.carol, "good morning");
  await says(ids.carol, "is anybody in?");
  expect(counts(ids.alice)).toEqual([2, 0]);
  expect(counts(ids.eve)).toEqual([2, 0]);
  expect(counts(ids.carol)).toEqual([0, 0]);
});

test("a mention counts for the one who is mentioned", async () => {
  await says(ids.carol, "@alice have a look, not @alicent");
  expect(counts(ids.alice)).toEqual([1, 1]);
  expect(counts(ids.eve)).toEqual([1, 0]);
});

test("every line of a direct conversation counts like a mention", async () => {
  const between = page.slack.dmBetween(ids.alice, ids.carol);
  await says(ids.carol, "are you there?", between);
  expect(counts(ids.alice, between)).toEqual([1, 1]);
});

test("reading clears the counts, for the one who reads", async () => {
  await says(ids.carol, "@alice good morning");
  await page.ask("read", { as: ids.alice, channel: ids.general, ts: latest(ids.alice) });
  expect(counts(ids.alice)).toEqual([0, 0]);
  expect(counts(ids.eve)).toEqual([1, 0]);
});

test("reading as far as one line leaves those after it unread", async () => {
  await says(ids.carol, "one");
  const first = latest(ids.alice);
  await says(ids.carol, "two");
  await page.ask("read", { as: ids.alice, channel: ids.general, ts: first });
  expect(counts(ids.alice)).toEqual([1, 0]);
});

test("what was read stays read when an outdated window reports less", async () => {
  await says(ids.carol, "one");
  const first = latest(ids.alice);
  await says(ids.carol, "two");
  await page.ask("read", { as: ids.alice, channel: ids.general, ts: latest(ids.alice) });
  await page.ask("read", { as: ids.alice, channel: ids.general, ts: first });
  expect(counts(ids.alice)).toEqual([0, 0]);
});

test("another window of the same person shows that it was read", async () => {
  const other = await page.window(ids.alice);
  await says(ids.carol, "good morning");
  await other.until("one unread", () => other.conversation(ids.general).unread === 1);
  await page.ask("read", { as: ids.alice, channel: ids.general, ts: latest(ids.alice) });
  await other.until("none unread", () => other.conversation(ids.general).unread === 0);
});

test("a new card is unread, and an edit of one that was read is not", async () => {
  const { carol, card } = await askedFor(page);
  expect(counts(ids.dave, ids.approvals)).toEqual([1, 0]);
  await page.ask("read", { as: ids.dave, channel: ids.approvals, ts: card.ts });
  await carol.press(ids.approvals, card, "Approve");
  await carol.message(ids.approvals, /has the link/);
  expect(counts(ids.dave, ids.approvals)).toEqual([0, 0]);
});

test("an edit does not count a card twice", async () => {
  const { carol, card } = await askedFor(page, beth);
  await carol.press(ids.approvals, card, "Approve");
  await carol.message(ids.approvals, /has the link/);
  expect(counts(ids.dave, ids.approvals)).toEqual([1, 0]);
});

test("an ephemeral answer is not unread", async () => {
  const alice = await page.window(ids.alice);
  await alice.types(ids.general, "/impersonate help");
  await alice.message(ids.general, /\/impersonate @user/);
  expect(alice.conversation(ids.general).unread).toBe(0);
});
