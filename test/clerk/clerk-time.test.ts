// What the bot takes for Clerk's time, by the `Date` of its answers.
import { expect, test } from "vitest";
import { ClerkTime } from "../../src/clerk/clerk-time.js";
import { ManualClock } from "./manual-clock.js";

const second = 1_000;
const header = (ms: number) => new Date(ms).toUTCString();

/** An answer that took so long and was written in the middle, by a Clerk whose clock is ahead of ours. */
function answered(clock: ManualClock, time: ClerkTime, aheadMs: number, tookMs = 200): void {
  const sentAt = clock.now();
  clock.pass(tookMs / 2);
  const date = header(clock.now() + aheadMs);
  clock.pass(tookMs / 2);
  time.learn(date, sentAt);
}

test("before the first answer it is our time, and as long as the answers agree with it", () => {
  const clock = new ManualClock();
  const time = new ClerkTime(clock);
  expect(time.now()).toBe(clock.now());
  for (let answers = 0; answers < 50; answers += 1) {
    clock.pass(337);
    answered(clock, time, 0);
    expect(time.now()).toBe(clock.now());
  }
});

test.each([-3_600 * second, -600 * second, -3 * second, 3 * second, 600 * second])(
  "a clock of Clerk's that is %d ms ahead is followed: never ahead of it, and within a second of it before long",
  (aheadMs) => {
    const clock = new ManualClock();
    const time = new ClerkTime(clock);
    for (let answers = 0; answers < 50; answers += 1) {
      clock.pass(337);
      answered(clock, time, aheadMs);
      expect(time.now()).toBeLessThanOrEqual(clock.now() + aheadMs);
      expect(time.now()).toBeGreaterThan(clock.now() + aheadMs - 1.3 * second);
    }
    expect(time.now()).toBeGreaterThan(clock.now() + aheadMs - 0.3 * second);
  },
);

test.each([3_600 * second, -3_600 * second])("after our clock was set by %d ms the next answer counts", (ms) => {
  const clock = new ManualClock();
  const time = new ClerkTime(clock);
  answered(clock, time, 0);
  clock.set(ms);
  answered(clock, time, -ms);
  expect(Math.abs(time.now() - (clock.now() - ms))).toBeLessThan(1.3 * second);
});

test.each([null, "", "yesterday", "2026-11-23T14:00:00Z", "0"])("a Date of %j teaches nothing", (date) => {
  const clock = new ManualClock();
  const time = new ClerkTime(clock);
  time.learn(date, clock.now());
  expect(time.now()).toBe(clock.now());
});
