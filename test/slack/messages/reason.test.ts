// The ticket in a reason is a link, and nothing else in it is.
import { expect, test } from "vitest";
import { BoundedPattern } from "../../../src/runtime/bounded-pattern.js";
import { reasonParts } from "../../../src/slack/messages/words/reason.js";

const ticketUrl = "https://tickets.example/browse/{ticket}";
const parts = (reason: string, pattern?: string, url: string | null = ticketUrl) =>
  reasonParts(reason, {
    pattern: pattern === undefined ? null : new BoundedPattern(pattern),
    hint: null,
    ticketUrl: url,
  });
const linkTo = (ticket: string, text = ticket) => ({ link: `https://tickets.example/browse/${ticket}`, text });

test.each([
  ["SUP-4821 cannot see", [linkTo("SUP-4821"), " cannot see"]],
  ["see #4821, or SUP-12", ["see ", linkTo("4821", "#4821"), ", or SUP-12"]],
  ["ticket 4821.", ["ticket ", linkTo("4821"), "."]],
  ["one\nSUP-1\ntwo", ["one\n", linkTo("SUP-1"), "\ntwo"]],
])("%j: the first ticket alone", (reason, expected) => {
  expect(parts(reason)).toEqual(expected);
});

test.each([
  "1,000 invoices",
  "2026-11-28",
  "user_2bob123 asks",
  "v1.4821",
  "no ticket at all",
  "12",
  "€500 are missing",
  "abc@4821",
  "a\\4821",
])("%s holds no ticket", (reason) => {
  expect(parts(reason)).toEqual([reason]);
});

test.each([
  ["see INC_77 please", "INC_\\d+", ["see ", linkTo("INC_77"), " please"]],
  ["ticket: abc7 please", "ticket: (\\w+)", ["ticket: ", linkTo("abc7"), " please"]],
  ["long enough for SUP-7 here", ".{20,}", ["long enough for ", linkTo("SUP-7"), " here"]],
  ["see ../../admin", "\\.\\S+", ["see ../../admin"]],
  ["see a/../b?c=d#e", "a\\S+", ["see a/../b?c=d#e"]],
  ["see a/../b7", "a\\S+", ["see ", { link: "https://tickets.example/browse/a%2F..%2Fb7", text: "a/../b7" }]],
  ["none, see 4821", "(SUP-\\d+)|none", ["none, see 4821"]],
  ["none at all", "SUP-\\d+|none", ["none at all"]],
])("%s, with the pattern %s", (reason, pattern, expected) => {
  expect(parts(reason, pattern)).toEqual(expected);
});

test("without an address there is no link, and what was typed as markup stays text", () => {
  expect(parts("SUP-1 <https://evil.example|x>", undefined, null)).toEqual(["SUP-1 <https://evil.example|x>"]);
});
