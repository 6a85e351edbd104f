// Times relative to now: yesterday, today and tomorrow, and how long ago.
import { afterEach, describe, expect, test, vi } from "vitest";
import { slackDate } from "../../../../src/sandbox/page/text/slack-time.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

function read(zone: string, format: string, iso: string, now: string): string {
  vi.stubEnv("TZ", zone);
  return slackDate(format, Date.parse(iso), Date.parse(now));
}

describe.each(["{date_pretty}", "{date_short_pretty}", "{date_long_pretty}"])("%s", (format) => {
  test.each([
    ["yesterday", "2026-11-22T12:00Z"],
    ["today", "2026-11-23T00:00Z"],
    ["today", "2026-11-23T23:59:59Z"],
    ["tomorrow", "2026-11-24T00:00Z"],
  ])("is %s for %s", (name, iso) => {
    expect(read("UTC", format, iso, "2026-11-23T12:00Z")).toBe(name);
  });

  test.each(["2026-11-21T23:59Z", "2026-11-25T00:00Z", "2025-11-23T12:00Z"])("is a date for %s", (iso) => {
    const usual = format.replace("_pretty", "");
    expect(read("UTC", format, iso, "2026-11-23T12:00Z")).toBe(read("UTC", usual, iso, "2026-11-23T12:00Z"));
  });
});

test.each([
  ["UTC", "yesterday", "2026-11-23T23:30Z", "2026-11-24T00:30Z"],
  ["Europe/Berlin", "today", "2026-11-23T23:30Z", "2026-11-24T00:30Z"],
  ["America/Los_Angeles", "today", "2026-11-23T23:30Z", "2026-11-24T00:30Z"],
  ["UTC", "tomorrow", "2026-11-24T00:30Z", "2026-11-23T23:30Z"],
  ["Asia/Tokyo", "today", "2026-11-24T00:30Z", "2026-11-23T23:30Z"],
  ["Asia/Kolkata", "yesterday", "2026-11-23T18:29Z", "2026-11-23T18:30Z"],
  ["Pacific/Kiritimati", "tomorrow", "2026-11-23T10:00Z", "2026-11-23T09:59Z"],
])("in the zone %s it is %s", (zone, name, iso, now) => {
  expect(read(zone, "{date_pretty}", iso, now)).toBe(name);
});

test.each([
  ["today, at both ends of a day of 25 hours", "today", "2026-10-25T22:30Z", "2026-10-24T22:00Z"],
  ["tomorrow, when the day has 23 hours", "tomorrow", "2026-03-29T22:00Z", "2026-03-28T23:00Z"],
  ["yesterday, over a new year", "yesterday", "2025-12-31T22:59Z", "2025-12-31T23:00Z"],
  ["tomorrow, over a leap day", "tomorrow", "2028-02-29T12:00Z", "2028-02-28T12:00Z"],
])("in Berlin it is %s", (_what, name, iso, now) => {
  expect(read("Europe/Berlin", "{date_short_pretty}", iso, now)).toBe(name);
});

test("the day is shown with the time", () => {
  expect(read("UTC", "{date_short_pretty} at {time}", "2026-11-23T14:02Z", "2026-11-23T15:00Z")).toBe(
    "today at 2:02 PM",
  );
});

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [-second, "1 second ago"],
  [-59 * second, "59 seconds ago"],
  [-minute, "1 minute ago"],
  [-3 * minute - 20 * second, "3 minutes ago"],
  [-59 * minute, "59 minutes ago"],
  [-hour, "1 hour ago"],
  [-23 * hour, "23 hours ago"],
  [-day, "1 day ago"],
  [-400 * day, "400 days ago"],
  [10 * second, "in 10 seconds"],
  [30 * minute, "in 30 minutes"],
  [2 * hour, "in 2 hours"],
  [7 * day, "in 7 days"],
])("%i ms from now is %j", (distanceMs, text) => {
  const now = Date.parse("2026-11-23T12:00Z");
  expect(slackDate("{ago}", now + distanceMs, now)).toBe(text);
});

test.each([
  [-hour + second, "60 minutes ago"],
  [-day + second, "24 hours ago"],
])("just short of a unit, %i ms are not as many of the next smaller one", (distanceMs, text) => {
  expect(slackDate("{ago}", distanceMs, 0)).not.toBe(text);
});
