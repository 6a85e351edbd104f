// The movable clock: who is notified of a move, and which timers fire.
import { expect, test } from "vitest";
import { systemClock } from "../../src/runtime/system-clock.js";
import { MovableClock } from "../../src/sandbox/clock.js";

const hourMs = 3_600_000;

test("a clock that starts ahead shows it", () => {
  const clock = new MovableClock(hourMs);
  expect(clock.aheadMs).toBe(hourMs);
  expect(clock.now() - systemClock.now()).toBeGreaterThan(hourMs - 1_000);
});

test("each move is reported as the total offset, also a move back", () => {
  const clock = new MovableClock(hourMs);
  const offsets: number[] = [];
  clock.onMoved((aheadMs) => offsets.push(aheadMs));
  clock.advance(1_000);
  clock.advance(500);
  clock.advance(-1_500);
  expect(offsets).toEqual([hourMs + 1_000, hourMs + 1_500, hourMs]);
});

test("a clock that follows it shows the same time", () => {
  const [leader, follower] = [new MovableClock(), new MovableClock()];
  leader.onMoved((aheadMs) => follower.advance(aheadMs - follower.aheadMs));
  leader.advance(hourMs);
  leader.advance(1);
  expect(follower.aheadMs).toBe(leader.aheadMs);
});

test("a watcher that unsubscribed is not notified of further moves", () => {
  const clock = new MovableClock();
  const offsets: number[] = [];
  const stop = clock.onMoved((aheadMs) => offsets.push(aheadMs));
  clock.advance(1);
  stop();
  clock.advance(1);
  expect(offsets).toEqual([1]);
});

test("a move past a timer's time fires it once", async () => {
  const clock = new MovableClock();
  let fired = 0;
  const woken = new Promise<void>((resolve) => {
    clock.wakeAt(clock.now() + hourMs, () => {
      fired += 1;
      resolve();
    });
  });
  clock.advance(hourMs);
  await woken;
  clock.advance(hourMs);
  await new Promise<void>((resolve) => clock.wakeAt(clock.now(), resolve));
  expect(fired).toBe(1);
});

test("a cancelled timer does not fire", async () => {
  const clock = new MovableClock();
  let fired = false;
  const cancel = clock.wakeAt(clock.now() + hourMs, () => {
    fired = true;
  });
  cancel();
  clock.advance(2 * hourMs);
  await new Promise<void>((resolve) => clock.wakeAt(clock.now(), resolve));
  expect(fired).toBe(false);
});
