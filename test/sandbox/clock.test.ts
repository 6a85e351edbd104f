// The clock that can be moved: who is told of a move, and what rings.
import { expect, test } from "vitest";
import { systemClock } from "../../src/runtime/system-clock.js";
import { MovableClock } from "../../src/sandbox/clock.js";

const hourMs = 3_600_000;

test("a clock that begins ahead shows that", () => {
  const clock = new MovableClock(hourMs);
  expect(clock.aheadMs).toBe(hourMs);
  expect(clock.now() - systemClock.now()).toBeGreaterThan(hourMs - 1_000);
});

test("each move is told as the whole way ahead, also a move back", () => {
  const clock = new MovableClock(hourMs);
  const told: number[] = [];
  clock.onMoved((aheadMs) => told.push(aheadMs));
  clock.advance(1_000);
  clock.advance(500);
  clock.advance(-1_500);
  expect(told).toEqual([hourMs + 1_000, hourMs + 1_500, hourMs]);
});

test("a clock that follows it shows the same time", () => {
  const [leader, follower] = [new MovableClock(), new MovableClock()];
  leader.onMoved((aheadMs) => follower.advance(aheadMs - follower.aheadMs));
  leader.advance(hourMs);
  leader.advance(1);
  expect(follower.aheadMs).toBe(leader.aheadMs);
});

test("who stopped following hears of no further move", () => {
  const clock = new MovableClock();
  const told: number[] = [];
  const stop = clock.onMoved((aheadMs) => told.push(aheadMs));
  clock.advance(1);
  stop();
  clock.advance(1);
  expect(told).toEqual([1]);
});

test("a move past a time wakes the waiters for it, once", async () => {
  const clock = new MovableClock();
  let rang = 0;
  const woken = new Promise<void>((resolve) => {
    clock.wakeAt(clock.now() + hourMs, () => {
      rang += 1;
      resolve();
    });
  });
  clock.advance(hourMs);
  await woken;
  clock.advance(hourMs);
  await new Promise<void>((resolve) => clock.wakeAt(clock.now(), resolve));
  expect(rang).toBe(1);
});

test("who called it off is not woken", async () => {
  const clock = new MovableClock();
  let rang = false;
  const callOff = clock.wakeAt(clock.now() + hourMs, () => {
    rang = true;
  });
  callOff();
  clock.advance(2 * hourMs);
  await new Promise<void>((resolve) => clock.wakeAt(clock.now(), resolve));
  expect(rang).toBe(false);
});
