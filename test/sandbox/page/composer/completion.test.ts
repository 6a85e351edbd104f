// What the composer offers at the cursor, which is written as a bar in these lines.
import { expect, test } from "vitest";
import { completionAt } from "../../../../src/sandbox/page/composer/completion.js";
import { acme } from "./acme.js";

const at = (line: string) => completionAt(line.replace("|", ""), line.indexOf("|"), acme);
const inserted = (line: string) => at(line)?.offers.map(({ insert }) => insert);

test.each([
  ["/|", ["/impersonate ", "/invite "]],
  ["/i|", ["/impersonate ", "/invite "]],
  ["/imp|", ["/impersonate "]],
  ["/impersonate|", ["/impersonate "]],
  ["/in|vite", ["/invite "]],
])("commands are offered at %j", (line, offers) => {
  expect(inserted(line)).toEqual(offers);
});

test.each([
  ["behind the command", "/impersonate |"],
  ["for a command that is none", "/nosuch|"],
  ["before the slash", "|/imp"],
  ["for a slash within the line", "see /imp|"],
  ["behind a space", " /imp|"],
  ["on a second line", "see\n/imp|"],
  ["for a path", "/imp/|"],
])("no command is offered %s: %j", (_where, line) => {
  expect(at(line)).toBeUndefined();
});

test("a command is offered with how to use it and what it does", () => {
  expect(at("/imp|")?.offers[0]).toEqual({
    insert: "/impersonate ",
    name: "/impersonate @user reason",
    about: "Sign in as somebody",
  });
});

test("an @ alone offers everybody, and the groups behind them, but no bot", () => {
  expect(inserted("@|")).toEqual(["@alice ", "@bob.brown ", "@carol ", "@eve ", "@managers "]);
});

test.each([
  ["of a name", "@caro|", ["@carol "]],
  ["of a name or of a name in full", "@ca|", ["@carol ", "@eve ", "@managers "]],
  ["of a name with a dot", "@bob.b|", ["@bob.brown "]],
  ["of a family name", "@brown|", ["@bob.brown "]],
  ["in capitals", "@CARO|", ["@carol "]],
  ["of a group", "@man|", ["@managers "]],
  ["that is the whole name", "@carol|", ["@carol "]],
  ["behind other words", "ask @caro|", ["@carol "]],
  ["behind a command", "/impersonate @caro|", ["@carol "]],
  ["behind a bracket", "(@al|", ["@alice "]],
  ["at the beginning of a second line", "ask\n@al|", ["@alice "]],
  ["in the middle of the line", "ask @caro| about it", ["@carol "]],
  ["behind a mention", "@alice and @caro|", ["@carol "]],
])("people are offered for a part %s: %j", (_what, line, offers) => {
  expect(inserted(line)).toEqual(offers);
});

test.each([
  ["behind a space", "@carol |"],
  ["before the @", "ask |@carol"],
  ["at the beginning of the line", "|@carol"],
  ["for an email", "bob@ca|"],
  ["for an email with a dot", "bob.brown@carol.ex|"],
  ["for the name of nobody", "@nosuch|"],
  ["for a bot", "@understudy|"],
  ["for what every object has", "@__proto__|"],
  ["without an @", "carol|"],
  ["in an empty line", "|"],
  ["behind two @", "@@ca|"],
])("nothing is offered %s: %j", (_where, line) => {
  expect(at(line)).toBeUndefined();
});

test.each([
  ["/imp|", 0],
  ["@ca|", 0],
  ["(@al|", 1],
  ["ask @ca| about it", 4],
  ["/impersonate @|", 13],
])("an offer at %j replaces the word from %i on", (line, from) => {
  expect(at(line)?.from).toBe(from);
});

test.each([
  ["@carol|", { insert: "@carol ", name: "@carol", about: "Carol Chen" }],
  ["@managers|", { insert: "@managers ", name: "@managers", about: "Case managers" }],
])("%j is offered with who that is", (line, offer) => {
  expect(at(line)?.offers).toEqual([offer]);
});

test("only the text before the cursor is searched for", () => {
  expect(inserted("@al|xyz")).toEqual(["@alice "]);
});
