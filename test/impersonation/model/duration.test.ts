import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../../src/impersonation/model/duration.js";

test.each([
  ["1s", 1_000],
  ["90s", 90_000],
  ["10m", 600_000],
  ["2h", 7_200_000],
  ["010m", 600_000],
  ["10 m", 600_000],
  ["10M", 600_000],
  ["1.5h", 5_400_000],
  ["1h30m", 5_400_000],
  ["2 hours", 7_200_000],
])("%s is %d ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "0s", "0h", "10", "m", "-5m", "+5m", "10d", "1e3s", "1h and more", "3 weeks", "a second", "10m\n"])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test.each([
  [0, "0 seconds"],
  [1_000, "1 second"],
  [60_000, "1 minute"],
  [90_000, "90 seconds"],
  [120_000, "2 minutes"],
  [150_000, "2 minutes 30 seconds"],
  [45 * 60_000, "45 minutes"],
  [60 * 60_000, "1 hour"],
  [90 * 60_000, "1 hour 30 minutes"],
  [3_601_000, "1 hour 1 second"],
  [48 * 3_600_000, "48 hours"],
  [59_999, "1 minute"],
  [-5, "0 seconds"],
])("%d ms read as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
