// Which answers will do for others, and which are looked up again.
import { expect, test } from "vitest";
import { RecentAnswers } from "../../src/runtime/recent-answers.js";

const minute = 60_000;

/** Answers by a clock that stands at an hour until it is moved, each of them the number of times that was asked. */
function answers() {
  let now = 60 * minute;
  let asked = 0;
  const recent = new RecentAnswers<number>(() => now);
  return {
    pass: (ms: number) => {
      now += ms;
    },
    get: () => recent.get("carol", now - minute, async () => ++asked),
    getFresh: () => recent.get("carol", Number.POSITIVE_INFINITY, async () => ++asked),
    fail: () => recent.get("carol", now - minute, () => Promise.reject(new Error("no answer"))),
  };
}

test("an answer of the last minute will do, and an older one is looked up again", async () => {
  const { get, pass } = answers();
  expect(await get()).toBe(1);
  pass(minute);
  expect(await get()).toBe(1);
  pass(1);
  expect(await get()).toBe(2);
});

test("an answer from a time that the clock was set back from is looked up again", async () => {
  const { get, pass } = answers();
  await get();
  pass(-30 * minute);
  expect(await get()).toBe(2);
});

test("a failure is not remembered", async () => {
  const { get, fail } = answers();
  await expect(fail()).rejects.toThrow("no answer");
  expect(await get()).toBe(1);
});

test("who wants a fresh answer gets one, and it is nobody else's", async () => {
  const { get, getFresh } = answers();
  expect(await get()).toBe(1);
  expect(await getFresh()).toBe(2);
  expect(await get()).toBe(1);
});
