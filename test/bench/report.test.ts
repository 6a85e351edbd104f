// The table of figures, and when a goal counts as met.
import { expect, test } from "vitest";
import type { Figure } from "../../bench/figures.js";
import { isMet } from "../../bench/figures.js";
import { nearIdleGoal, p50Goal, p99Goal } from "../../bench/goals.js";
import { table } from "../../bench/report.js";
import { spreadOf } from "../../bench/statistics.js";

const exactly = (value: number) => spreadOf([[value]], 0.5);

test.each([
  { name: "p50", goalOf: p50Goal, bare: 1, limit: 2 },
  { name: "p50", goalOf: p50Goal, bare: 4, limit: 6 },
  { name: "p99", goalOf: p99Goal, bare: 5, limit: 15 },
  { name: "p99", goalOf: p99Goal, bare: 20, limit: 40 },
  { name: "near idle", goalOf: nearIdleGoal, bare: 500, limit: 600 },
])("beside $bare ms the goal $name is $limit ms, which is met and not exceeded", ({ goalOf, bare, limit }) => {
  const goal = goalOf(exactly(bare));
  expect(goal.limit).toBe(limit);
  const figure = (ms: number): Figure => ({ what: "it", unit: "ms", bot: exactly(ms), goal });
  expect(isMet(figure(limit))).toBe(true);
  expect(isMet(figure(limit + 0.01))).toBe(false);
});

test("the table shows each figure beside what was measured with it, its spread, its ratio and its goal", () => {
  const bot = spreadOf([[1.5], [2], [4]], 0.5);
  const beside = { name: "bare app", spread: exactly(1) };
  const lines = table([
    { what: "ack", unit: "ms", bot, beside, goal: p50Goal(beside.spread) },
    { what: "memory", unit: "MB", bot: exactly(96.25), note: "measured once" },
    { what: "link", unit: "ms", bot: exactly(331), goal: { limit: 330 } },
  ])
    .split("\n")
    .map((line) => line.replace(/ +/g, " "));
  expect(lines.filter((line) => !line.startsWith("|-"))).toEqual([
    "| what | bot | beside it | ratio | goal | met |",
    "| ack | 2.00 ms (1.50–4.00) | bare app: 1.00 ms | 2.00 × | ≤ 2.00 ms (1.5 ×, or 1 ms more) | met |",
    "| memory | 96.3 MB | | | | |",
    "| link | 331 ms | | | ≤ 330 ms | not met |",
    "",
    "- memory: measured once.",
  ]);
});
