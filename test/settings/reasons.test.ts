// What a reason has to look like, and where its ticket leads.
import { expect, test } from "vitest";
import { BoundedPattern } from "../../src/runtime/bounded-pattern.js";
import { type Environment, readConfig } from "../../src/settings/config.js";

const least: Environment = {
  SLACK_BOT_TOKEN: "xoxb-1-2-abc",
  SLACK_APP_TOKEN: "xapp-1-A1-2-abc",
  CLERK_SECRET_KEY: "sk_test_abc",
  APPROVAL_CHANNEL: "C0APPROVALS",
};

function read(changes: Environment) {
  const reading = readConfig({ ...least, ...changes });
  return reading.ok ? reading.config.rules.reason : reading.problems.join("\n");
}

test("any reason will do unless something is set", () => {
  expect(read({})).toEqual({ pattern: null, hint: null, ticketUrl: null });
});

test("a pattern, a hint and an address for tickets are read as they are given", () => {
  const ticketUrl = "https://example.atlassian.net/browse/{ticket}?from=slack";
  expect(read({ REASON_PATTERN: "SUP-[0-9]+", REASON_HINT: "Begin with a ticket", TICKET_URL: ticketUrl })).toEqual({
    pattern: new BoundedPattern("SUP-[0-9]+"),
    hint: "Begin with a ticket",
    ticketUrl,
  });
});

test.each(["(", "[a-", "\\p{Nothing}"])("%s is no pattern", (REASON_PATTERN) => {
  expect(read({ REASON_PATTERN })).toMatch(/^REASON_PATTERN must be a regular expression/);
});

test.each([
  "^(a+)+$",
  "([A-Z]+-?)+\\d",
  "(\\d+|\\d\\d)+!",
  "\\w+\\s*\\w+\\s*\\w+\\s*$",
  "(\\p{Script=Greek}+)+$",
  "([\\u4e00-\\u9fff]+)+$",
  "(?:SUP|SU|S|P|U)+-\\d+$",
])("%s, which would keep the bot busy with one long reason, is refused", (REASON_PATTERN) => {
  expect(read({ REASON_PATTERN })).toMatch(/^REASON_PATTERN takes too long/);
});

test("a pattern whose match takes too long all the same is given up, and counts as none", () => {
  const startedAt = performance.now();
  expect(new BoundedPattern("^(a+)+$").find(`${"a".repeat(1_000)}b`)).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test.each([
  "http://tickets.example/{ticket}",
  "https://{ticket}.example/",
  "https://tickets.example{ticket}",
  "https://me:pass@tickets.example/{ticket}",
  "https://tickets.example/",
  "https://tickets.example/{ticket}/{ticket}",
  "javascript:alert({ticket})",
])("%s is no address for tickets", (TICKET_URL) => {
  expect(read({ TICKET_URL })).toMatch(/^TICKET_URL must be an https:\/\/ address with \{ticket\} once/);
});

test.each(["x".repeat(151), "one\ntwo"])("a hint is one line of at most 150 characters, and not %j", (REASON_HINT) => {
  expect(read({ REASON_HINT })).toMatch(/^REASON_HINT must be one line/);
});
