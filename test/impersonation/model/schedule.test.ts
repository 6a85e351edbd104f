// When a request is next looked at.
import { expect, test } from "vitest";
import { endsByItselfAt, nextPollAt, pollIntervalMs } from "../../../src/impersonation/model/schedule.js";
import { asked, moved, scratch, second, t0 } from "../../db/scratch.js";

async function withLink() {
  const { store } = await scratch();
  return moved(store, await asked(store), "approve", { patch: { linkExpiresAt: t0 + 600_000 } });
}

const same = (now: number) => ({ now, clerkNow: now });

test("a link whose deadline passed while Clerk was asked is looked at now, not after another poll", async () => {
  const approved = await withLink();
  expect(nextPollAt(approved, 15_000, same(t0 + 599_000))).toBe(t0 + 600_000);
  expect(nextPollAt(approved, 15_000, same(t0 + 600_500))).toBe(t0 + 600_000);
});

test.each([
  ["ahead of", 600_000],
  ["behind", -600_000],
])("where our clock is %s Clerk's, the deadline comes when Clerk's shows it", async (_how, aheadMs) => {
  const approved = await withLink();
  const clerkNow = t0 + 595_000;
  expect(nextPollAt(approved, 15_000, { now: clerkNow + aheadMs, clerkNow })).toBe(t0 + 600_000 + aheadMs);
});

const test100 = { sessionPollMs: 15 * second, clerkRequestsPer10s: 100 };
const live1000 = { sessionPollMs: 15 * second, clerkRequestsPer10s: 1_000 };

test.each([
  [test100, 1, 15],
  [test100, 30, 15],
  [test100, 200, 100],
  [test100, 500, 250],
  [live1000, 300, 15],
  [live1000, 500, 25],
] as const)("with a budget of %j, %d links are each polled every %d s at the soonest", (rules, links, seconds) => {
  expect(pollIntervalMs(rules, links, 0)).toBe(seconds * second);
  const callsIn10s = (links * 10 * second) / pollIntervalMs(rules, links, 0);
  expect(callsIn10s).toBeLessThanOrEqual(0.2 * rules.clerkRequestsPer10s);
});

test("many links are spread over half an interval more, few are not", () => {
  expect(pollIntervalMs(test100, 500, 1)).toBe(375 * second);
  expect(pollIntervalMs(test100, 3, 1)).toBe(15 * second);
});

test("access that nobody can end is over a minute after its session, or after one that the link opens at its last moment", async () => {
  const linked = await withLink();
  expect(endsByItselfAt(linked)).toBe(t0 + 600_000 + linked.sessionMs + 60 * second);
  expect(endsByItselfAt({ ...linked, sessionEndsAt: t0 + 900_000 })).toBe(t0 + 960_000);
  expect(endsByItselfAt({ ...linked, linkExpiresAt: null })).toBeNull();
});
