import { expect, test } from "vitest";
import { readRefusal } from "../../src/clerk/refusal.js";
import { now } from "./fixtures.js";

test.each([
  ["7", 7_000],
  [" 30 ", 30_000],
  ["Mon, 23 Nov 2026 14:00:09 GMT", 9_000],
  ["Mon, 23 Nov 2026 13:59:00 GMT", 1_000],
  ["soon", 1_000],
  ["0", 1_000],
  ["-5", 1_000],
  ["1.5", 1_000],
  ["99999999999", 1_000],
  ["", 1_000],
  [null, 1_000],
])("Retry-After %j means a wait of %d ms", (header, ms) => {
  expect(readRefusal(429, header, undefined, now).retryAfterMs).toBe(ms);
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a list", []],
  ["errors that are no list", { errors: "many" }],
  ["errors that are no errors", { errors: [1, null, { code: 5 }] }],
])("a refusal whose body is %s has no codes", (_, body) => {
  expect(readRefusal(400, null, body, now)).toMatchObject({ status: 400, codes: [], longMessage: "" });
});

test("the trace is fit for a log line", () => {
  const { trace } = readRefusal(400, null, { errors: [], clerk_trace_id: "a1\n b=2" }, now);
  expect(trace).toBe("a1b2");
});
