// Slack's date tokens, as shown in the reader's time zone.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { isValidTime, slackDate, timeOfDay, timeWithSeconds } from "../../../../src/sandbox/page/text/slack-time.js";

const at = Date.parse("2014-02-18T14:39:42Z");
const muchLater = Date.parse("2026-11-23T12:00:00Z");

beforeEach(() => {
  vi.stubEnv("TZ", "America/Los_Angeles");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ["{date_num}", "2014-02-18"],
  ["{date}", "February 18th, 2014"],
  ["{date_short}", "Feb 18, 2014"],
  ["{date_long}", "Tuesday, February 18th, 2014"],
  ["{date_pretty}", "February 18th, 2014"],
  ["{date_short_pretty}", "Feb 18, 2014"],
  ["{date_long_pretty}", "Tuesday, February 18th, 2014"],
  ["{time}", "6:39 AM"],
  ["{time_secs}", "6:39:42 AM"],
  ["{date_short} at {time}, {date_num}", "Feb 18, 2014 at 6:39 AM, 2014-02-18"],
])("%s reads %j", (format, text) => {
  expect(slackDate(format, at, muchLater)).toBe(text);
});

test.each([
  ["UTC", "2014-02-18 2:39 PM"],
  ["Europe/Berlin", "2014-02-18 3:39 PM"],
  ["Asia/Kolkata", "2014-02-18 8:09 PM"],
  ["Asia/Tokyo", "2014-02-18 11:39 PM"],
  ["Pacific/Kiritimati", "2014-02-19 4:39 AM"],
])("a reader in the zone %s reads %j", (zone, text) => {
  vi.stubEnv("TZ", zone);
  expect(slackDate("{date_num} {time}", at, muchLater)).toBe(text);
});

test.each([
  ["2026-01-05T08:05:09Z", "12:05 AM", "12:05:09 AM"],
  ["2026-01-05T20:00:00Z", "12:00 PM", "12:00:00 PM"],
  ["2026-07-05T20:00:00Z", "1:00 PM", "1:00:00 PM"],
])("%s is %j, with seconds %j", (iso, time, withSeconds) => {
  expect([timeOfDay(Date.parse(iso)), timeWithSeconds(Date.parse(iso))]).toEqual([time, withSeconds]);
});

test("day and month have two digits in numbers", () => {
  expect(slackDate("{date_num}", Date.parse("2026-03-04T20:00:00Z"), muchLater)).toBe("2026-03-04");
});

test.each([
  [1, "1st"],
  [2, "2nd"],
  [3, "3rd"],
  [4, "4th"],
  [10, "10th"],
  [11, "11th"],
  [12, "12th"],
  [13, "13th"],
  [20, "20th"],
  [21, "21st"],
  [22, "22nd"],
  [23, "23rd"],
  [24, "24th"],
  [30, "30th"],
  [31, "31st"],
])("the day %i is the %s", (day, ordinal) => {
  expect(slackDate("{date}", Date.UTC(2026, 0, day, 20), muchLater)).toBe(`January ${ordinal}, 2026`);
});

describe("an unknown token stays", () => {
  test.each(["{nosuch}", "{DATE}", "{ time }", "{}", "{time", "time}", "{date-short}", "at noon", ""])(
    "%j",
    (format) => {
      expect(slackDate(format, at, muchLater)).toBe(format);
    },
  );

  test.each([
    ["{{time}}", "{6:39 AM}"],
    ["{nosuch} {time}", "{nosuch} 6:39 AM"],
  ])("around a token: %j", (format, text) => {
    expect(slackDate(format, at, muchLater)).toBe(text);
  });

  test.each(["{constructor}", "{toString}", "{hasOwnProperty}", "{__proto__}"])(
    "even if every object has a property of that name: %s",
    (format) => {
      expect(slackDate(format, at, muchLater)).toBe(format);
    },
  );
});

test("a time beyond the calendar is not valid", () => {
  expect([0, at, 8.64e15].map(isValidTime)).toEqual([true, true, true]);
  expect([1e17, -1e17, Number.NaN].map(isValidTime)).toEqual([false, false, false]);
});
