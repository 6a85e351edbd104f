import { expect, test } from "vitest";
import { parseWho } from "../../../src/slack/handlers/who.js";

const email = (address: string) => ({ kind: "email", email: address });
const carol = email("carol@x.example");

test.each([
  ["alone", "carol@x.example"],
  ["before a comma", "carol@x.example,"],
  ["before a colon", "carol@x.example:"],
  ["before a semicolon", "carol@x.example;"],
  ["at the end of a sentence", "carol@x.example."],
  ["in quotes", '"carol@x.example"'],
  ["in typographic quotes", "“carol@x.example”"],
  ["in German quotes", "„carol@x.example“"],
  ["in single quotes", "'carol@x.example'"],
  ["in typographic single quotes, before a comma", "‘carol@x.example’,"],
  ["as code", "`carol@x.example`"],
  ["as the address of a mail", "mailto:carol@x.example"],
  ["as that in other letters", "MAILTO:carol@x.example"],
  ["as mail clients copy it", "<carol@x.example>"],
  ["as that, before a comma", "<carol@x.example>,"],
  ["in brackets", "(carol@x.example)"],
  ["between zero-width spaces", "\u200bcarol@x.example\u200b"],
  ["between bidirectional marks", "\u202acarol@x.example\u202c"],
  ["behind a byte order mark", "\ufeffcarol@x.example"],
  ["in quotes between marks", "\u2068“carol@x.example”\u2069"],
  ["with a full-width sign", "carol＠x.example"],
])("an email %s means its holder: %j", (_how, typed) => {
  expect(parseWho(typed)).toEqual(carol);
});

test.each([
  ["a username", "@bob.brown", { kind: "username", username: "bob.brown" }],
  ["a username before a comma", "@carol,", { kind: "username", username: "carol" }],
  ["a username before a colon", "@carol:", { kind: "username", username: "carol" }],
  ["a username in other letters", "@Carol", { kind: "username", username: "Carol" }],
  ["a username in quotes", "“@carol”", { kind: "username", username: "carol" }],
  ["a Clerk user id", "user_2abcDEF", { kind: "clerk", userId: "user_2abcDEF" }],
  ["a Clerk user id before a comma", "user_2abcDEF,", { kind: "clerk", userId: "user_2abcDEF" }],
  ["a Clerk user id as code", "`user_2abcDEF`", { kind: "clerk", userId: "user_2abcDEF" }],
  [
    "the Clerk Dashboard's page of a user",
    "https://dashboard.clerk.com/apps/app_2x/instances/ins_2y/users/user_2abcDEF",
    { kind: "clerk", userId: "user_2abcDEF" },
  ],
  [
    "that page with more behind it",
    "https://dashboard.clerk.com/apps/app_2x/instances/ins_2y/users/user_2abcDEF/sessions?page=2#top",
    { kind: "clerk", userId: "user_2abcDEF" },
  ],
  [
    "the same of the reader's instance",
    "dashboard.clerk.com/~/users/user_2abcDEF",
    { kind: "clerk", userId: "user_2abcDEF" },
  ],
  ["an address with a tag", "bob+a@x.example", email("bob+a@x.example")],
  ["an internationalized domain", "root@müller.example", email("root@müller.example")],
])("%s says who is meant", (_what, typed, who) => {
  expect(parseWho(typed)).toEqual(who);
});

test.each([
  ["nothing", ""],
  ["a bare name", "bob"],
  ["a channel", "#general"],
  ["another address", "https://x.example/users/user_2abcDEF"],
  ["an address that only looks like the Dashboard", "https://dashboard.clerk.com.evil.example/users/user_2abcDEF"],
  ["the Dashboard as somebody's name", "https://dashboard.clerk.com@evil.example/users/user_2abcDEF"],
  ["a page of the Dashboard that is no user's", "https://dashboard.clerk.com/apps/app_2x/users"],
  ["a Clerk user id with more behind it", "user_2bob/../../users"],
  ["two emails", "a@x.example,b@x.example"],
  ["an email without a domain", "bob@localhost"],
  ["no name behind the @", "@"],
  ["a reversed email", "bob\u202e@x.example"],
  ["a zero-width space inside", "bob@x.exa\u200bmple"],
  ["half a character", "@bob\ud800"],
  ["an email that no form could hold", `${"b".repeat(320)}@x.example`],
  ["a bell inside", "bob@x.exam\u0007ple"],
])("%s is nobody, and is kept as it was typed", (_what, typed) => {
  expect(parseWho(typed)).toEqual({ kind: "unreadable", typed });
});
