// Looking for cards in a channel's history: which are gone, and how many calls it takes.
import { expect, test } from "vitest";
import { z } from "zod";
import { createDeletedCardSearch } from "../../../src/slack/outbox/deleted-cards.js";
import { type SlackApi, SlackError } from "../../../src/slack/transport/web-api.js";
import { recordedLog } from "../../clerk/fixtures.js";
import { StandingClock } from "../../resilience/model/clocks.js";

const ts = (number: number) => `${1_795_000_000 + number}.000100`;
const range = z.object({ latest: z.string(), oldest: z.string(), inclusive: z.literal(true) });

/** A channel with messages at these places, given in pages of so many; cards are expected at others. */
function channelWith(messages: readonly { ts: string; subtype?: string }[], cards: readonly number[], perPage = 100) {
  const calls: string[] = [];
  const invalidated: string[] = [];
  const faults: SlackError[] = [];
  const api: SlackApi = {
    async call(method, args, answer) {
      const { latest, oldest } = range.parse(args);
      calls.push(`${method} from ${latest}`);
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      const found = messages
        .filter((each) => each.ts <= latest && each.ts >= oldest)
        .toSorted((one, other) => (one.ts < other.ts ? 1 : -1));
      const next_cursor = found.length > perPage ? "more" : "";
      return answer.parse({ messages: found.slice(0, perPage), response_metadata: { next_cursor } });
    },
  };
  const search = createDeletedCardSearch({
    api,
    clock: new StandingClock(0),
    log: recordedLog().log,
    store: {
      neededCards: async () => cards.map((number) => ({ requestId: `req_${number}`, channel: "C1", ts: ts(number) })),
      invalidate: async (requestId) => {
        invalidated.push(requestId);
      },
    },
  });
  return { search, calls, invalidated, faults };
}

const messagesFrom = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => ({ ts: ts(first + index) }));

test("cards on one page are looked for in one call", async () => {
  const { search, calls, invalidated } = channelWith(messagesFrom(1, 50), [1, 20, 50]);
  expect(await search()).toBe(0);
  expect(calls).toHaveLength(1);
  expect(invalidated).toEqual([]);
});

test("those that are missing, or of which a tombstone is left, are gone", async () => {
  const there = messagesFrom(1, 50).filter((each) => each.ts !== ts(20));
  const messages = there.map((each) => (each.ts === ts(30) ? { ...each, subtype: "tombstone" } : each));
  const { search, invalidated } = channelWith(messages, [1, 20, 30, 50]);
  expect(await search()).toBe(2);
  expect(invalidated.toSorted()).toEqual(["req_20", "req_30"]);
});

test("what was said between two cards is left out", async () => {
  const { search, calls, invalidated } = channelWith(messagesFrom(1, 5_000), [1, 2, 4_999, 5_000]);
  expect(await search()).toBe(0);
  expect(calls).toEqual([`conversations.history from ${ts(5_000)}`, `conversations.history from ${ts(2)}`]);
  expect(invalidated).toEqual([]);
});

test("what needs more calls than a search may make is looked for by the next, which then goes on with the newest", async () => {
  const cards = Array.from({ length: 30 }, (_, index) => 1_000 * (index + 1));
  const there = messagesFrom(1, 30_000).filter((each) => each.ts !== ts(1_000) && each.ts !== ts(30_000));
  const { search, calls, invalidated } = channelWith(there, cards);
  expect(await search()).toBe(1);
  expect(calls).toHaveLength(20);
  expect(invalidated).toEqual(["req_30000"]);
  calls.length = 0;
  expect(await search()).toBe(1 + 1);
  expect(calls[0]).toBe(`conversations.history from ${ts(10_000)}`);
  expect(calls).toHaveLength(20);
  expect(invalidated).toEqual(["req_30000", "req_1000", "req_30000"]);
});

test("where Slack does not answer, nothing is taken for gone that it did not show", async () => {
  const { search, invalidated, faults } = channelWith([], [1, 2]);
  faults.push(new SlackError("unknown", "no_answer"));
  expect(await search()).toBe(0);
  expect(invalidated).toEqual([]);
  expect(await search()).toBe(2);
});

test("without a needed card Slack is not asked", async () => {
  const { search, calls } = channelWith(messagesFrom(1, 5), []);
  expect(await search()).toBe(0);
  expect(calls).toEqual([]);
});
