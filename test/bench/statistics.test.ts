// Percentiles and their spread over rounds.
import { expect, test } from "vitest";
import { quantile, ratio, spreadOf } from "../../bench/statistics.js";

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

test.each([
  { values: [7], q: 0.5, is: 7 },
  { values: [7], q: 0.99, is: 7 },
  { values: [30, 10, 20], q: 0.5, is: 20 },
  { values: [40, 10, 30, 20], q: 0.5, is: 20 },
  { values: [40, 10, 30, 20], q: 0, is: 10 },
  { values: [40, 10, 30, 20], q: 1, is: 40 },
  { values: hundred, q: 0.5, is: 50 },
  { values: hundred, q: 0.9, is: 90 },
  { values: hundred, q: 0.99, is: 99 },
])("the $q quantile of $values is $is, which was measured", ({ values, q, is }) => {
  expect(quantile(values, q)).toBe(is);
});

test("without a value there is no quantile", () => {
  expect(() => quantile([], 0.5)).toThrow("nothing was measured");
  expect(() => spreadOf([[], []], 0.5)).toThrow("nothing was measured");
});

test("a figure is that of all rounds together, and its spread that of single rounds", () => {
  const rounds = [[1, 2, 3], [], [10, 20, 30], [5]];
  expect(spreadOf(rounds, 0.5)).toEqual({ value: 5, low: 2, high: 20, count: 7 });
  expect(spreadOf(rounds, 0.9)).toEqual({ value: 30, low: 3, high: 30, count: 7 });
});

test("the values stay in the order in which they were measured", () => {
  const values = [3, 1, 2];
  quantile(values, 0.5);
  expect(values).toEqual([3, 1, 2]);
});

test("twice as much is a ratio of 2", () => {
  expect(ratio(spreadOf([[4]], 0.5), spreadOf([[2]], 0.5))).toBe(2);
});
