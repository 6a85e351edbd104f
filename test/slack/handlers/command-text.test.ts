import { expect, test } from "vitest";
import { parseCommand, parseWho } from "../../../src/slack/handlers/command-text.js";

const minute = 60_000;

test.each([
  ["a mention with its name", "<@U0BOB|bob>", { kind: "slack", userId: "U0BOB" }],
  ["a mention alone", "<@W0BOB>", { kind: "slack", userId: "W0BOB" }],
  ["an email as Slack writes it", "<mailto:bob@x.example|bob@x.example>", { kind: "email", email: "bob@x.example" }],
  ["a bare email", "bob+a@x.example", { kind: "email", email: "bob+a@x.example" }],
  ["an email with an ampersand", "b&amp;b@x.example", { kind: "email", email: "b&b@x.example" }],
  ["a Clerk user id", "user_2abcDEF", { kind: "clerk", userId: "user_2abcDEF" }],
  ["a username", "@bob.brown", { kind: "username", username: "bob.brown" }],
])("%s says who is meant", (_what, typed, who) => {
  expect(parseWho(typed)).toEqual(who);
});

test("an email is where it leads, not what its label says", () => {
  expect(parseWho("<mailto:eve@x.example|bob@x.example>")).toEqual({ kind: "email", email: "eve@x.example" });
});

test.each([
  ["a bare name", "bob"],
  ["a channel", "<#C1|general>"],
  ["a user group", "<!subteam^S1|@managers>"],
  ["everybody", "<!here>"],
  ["an address", "<https://x.example>"],
  ["a Clerk user id with more behind it", "user_2bob/../../users"],
  ["an empty mention", "<@>"],
  ["a mention of no id", "<@bob>"],
  ["two emails", "a@x.example,b@x.example"],
  ["an email without a domain", "bob@localhost"],
  ["no name behind the @", "@"],
  ["a reversed email", "bob\u202e@x.example"],
  ["a zero-width space", "bob@x.exa\u200bmple"],
  ["half a character", "@bob\ud800"],
  ["an email that no form could hold", `${"b".repeat(320)}@x.example`],
  ["an id that is none of Slack's", `<@U${"1".repeat(300)}>`],
  ["a tab inside", "bob@x.example\u0007"],
])("%s is nobody", (_what, typed) => {
  expect(parseWho(typed)).toBe("invalid");
});

test.each([
  ["<@U1|bob> ticket 4821", undefined, "ticket 4821"],
  ["<@U1|bob>ticket", undefined, "ticket"],
  ["  <@U1>   for 45m   ticket 4821 ", 45 * minute, "ticket 4821"],
  ["<@U1> FOR 2h ticket", 120 * minute, "ticket"],
  ["<@U1> for the invoices", undefined, "for the invoices"],
  ["<@U1> forever", undefined, "forever"],
  ["<@U1> for45m", undefined, "for45m"],
  ["<@U1> asks for 5m", undefined, "asks for 5m"],
  ["<@U1> for 45 minutes please", "invalid", "minutes please"],
  ["<@U1> for -5m ticket", "invalid", "ticket"],
  ["<@U1> for +5m ticket", "invalid", "ticket"],
  ["<@U1> for 1.5h ticket", "invalid", "ticket"],
  ["<@U1> for 0m ticket", "invalid", "ticket"],
  ["<@U1> for", "invalid", ""],
  ["<@U1> for 4 8", "invalid", "8"],
])("%j asks for the duration %j with the reason %j", (text, sessionMs, reason) => {
  expect(parseCommand(text)).toEqual({
    kind: "draft",
    draft: { who: { kind: "slack", userId: "U1" }, sessionMs, reason },
  });
});

test.each([
  ["see &lt;b&gt; &amp; co", "see <b> & co"],
  ["&amp;lt;", "&lt;"],
  ["<@U2|carol> said so", "@carol said so"],
  ["<@U2> said so", "@U2 said so"],
  ["in <#C1|general> and <#C2|>", "in #general and #C2"],
  ["<!here> <!subteam^S1|@managers>", "@here @managers"],
  ["<https://x.example/a?b=1&amp;c=2>", "https://x.example/a?b=1&c=2"],
  ["<http://x.example|x.example>", "http://x.example"],
  ["<mailto:a@x.example|a@x.example>", "a@x.example"],
  ["two\nlines", "two\nlines"],
])("the reason %j is kept as it was typed: %j", (typed, reason) => {
  expect(parseCommand(`<@U1> ${typed}`)).toMatchObject({ draft: { reason } });
});

test.each(["help", " HELP ", "?"])("%j asks for help", (text) => {
  expect(parseCommand(text)).toEqual({ kind: "help" });
});

test.each([
  ["", { kind: "form", who: undefined, sessionMs: undefined }],
  ["   ", { kind: "form", who: undefined, sessionMs: undefined }],
  ["<@U1>", { kind: "form", who: { kind: "slack", userId: "U1" }, sessionMs: undefined }],
  ["<@U1> for 45m", { kind: "form", who: { kind: "slack", userId: "U1" }, sessionMs: 45 * minute }],
])("%j opens the form", (text, form) => {
  expect(parseCommand(text)).toEqual(form);
});

test("without a reason, what cannot be read is refused and not put into the form", () => {
  expect(parseCommand("bob")).toEqual({ kind: "draft", draft: { who: "invalid", sessionMs: undefined, reason: "" } });
});
