// Finding a message of ours by its mark: whose it has to be, and how far back it is looked for.
import { expect, test } from "vitest";
import type { z } from "zod";
import { findPosts } from "../../../src/slack/outbox/posting.js";
import type { SlackApi } from "../../../src/slack/transport/web-api.js";

const mark = { request_id: "req_1", message: "card.7" };
const minute = 60_000;
const now = Date.UTC(2026, 0, 5, 14);

const at = (ms: number) => `${Math.floor(ms / 1000)}.000100`;
const message = (changes: Record<string, unknown> = {}) => ({
  ts: at(now),
  user: "UBOT",
  metadata: { event_type: "understudy_message", event_payload: mark },
  ...changes,
});

/** A conversation in pages, and how many of them were read. */
function conversation(...pages: readonly (readonly unknown[])[]) {
  let read = 0;
  const api: SlackApi = {
    async call<T>(_method: string, args: Record<string, unknown>, answer: z.ZodType<T>): Promise<T> {
      const page = Number(args.cursor ?? 0);
      read += 1;
      const next = page + 1 < pages.length ? String(page + 1) : "";
      return answer.parse({ messages: pages[page] ?? [], response_metadata: { next_cursor: next } });
    },
  };
  return {
    read: () => read,
    find: () => findPosts(api, { channel: "C1" }, { mark, botUserId: "UBOT", since: now - minute }),
  };
}

test("a message with the mark is found, wherever it stands on the pages", async () => {
  const { find, read } = conversation([message({ metadata: undefined })], [message()]);
  expect(await find()).toEqual([{ channel: "C1", ts: at(now) }]);
  expect(read()).toBe(2);
});

test.each([
  ["somebody else's message that carries the mark", { user: "UEVE" }],
  ["an app's message without a user", { user: undefined }],
  [
    "another message of ours",
    { metadata: { event_type: "understudy_message", event_payload: { ...mark, message: "card.8" } } },
  ],
  [
    "the same message of another request",
    { metadata: { event_type: "understudy_message", event_payload: { ...mark, request_id: "req_2" } } },
  ],
  ["another app's kind of mark", { metadata: { event_type: "card", event_payload: mark } }],
  ["metadata of any other shape", { metadata: { event_type: "understudy_message", event_payload: { request_id: 7 } } }],
])("%s is not taken for it", async (_, changes) => {
  expect(await conversation([message(changes)]).find()).toEqual([]);
});

test("all that carry the mark are found, the newest first", async () => {
  const { find } = conversation([message(), message({ ts: at(now - 1_000) })]);
  expect((await find()).map(({ ts }) => ts)).toEqual([at(now), at(now - 1_000)]);
});

test("nothing is read that is older than the post can be", async () => {
  const { find, read } = conversation([message({ ts: at(now - 5 * minute), user: "UEVE" })], [message()]);
  expect(await find()).toEqual([]);
  expect(read()).toBe(1);
});
