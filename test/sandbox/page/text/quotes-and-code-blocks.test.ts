// Quotes, preformatted text, and the lines between them.
import { expect, test } from "vitest";
import { elementsOf, linesOf, partsOf } from "./reading.js";

test("text without marks is one section", () => {
  expect(partsOf("one\ntwo")).toEqual([{ type: "rich_text_section", elements: [{ type: "text", text: "one\ntwo" }] }]);
});

test("no text is no parts", () => {
  expect(partsOf("")).toEqual([]);
});

test.each([
  ["by >", "> so", ["quote: so"]],
  ["by &gt;", "&gt; so", ["quote: so"]],
  ["without a space", "&gt;so", ["quote: so"]],
  ["of two lines", "&gt; one\n> two", ["quote: one\ntwo"]],
  ["after a line", "they say\n&gt; so", ["section: they say", "quote: so"]],
  ["before a line", "> so\nthey say", ["quote: so", "section: they say"]],
  ["between lines", "a\n> b\nc", ["section: a", "quote: b", "section: c"]],
  ["with two marks, of which one counts", "&gt; &gt; so", ["quote: > so"]],
])("there is a quote %s", (_what, text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});

test.each([
  ["in the middle of a line", "1 > 0"],
  ["behind a space", " > so"],
  ["escaped twice", "&amp;gt; so"],
])("a > %s quotes nothing", (_what, text) => {
  expect(linesOf(text)).toEqual([expect.stringMatching(/^section: /)]);
});

test("a quote is parsed like any text", () => {
  expect(elementsOf("&gt; *so*, <@U1>")).toMatchObject([
    { type: "text", text: "so", style: { bold: true } },
    { type: "text", text: ", " },
    { type: "user", user_id: "U1" },
  ]);
});

test("emphasis does not extend from a line into a quote", () => {
  expect(linesOf("*a\n> b*")).toEqual(["section: *a", "quote: b*"]);
});

test.each([
  ["on one line", "```a b```", ["preformatted: a b"]],
  ["over lines, without the first line break", "```\na\nb```", ["preformatted: a\nb"]],
  ["behind and before text", "see ```a``` there", ["section: see ", "preformatted: a", "section:  there"]],
  ["twice", "```a``` ```b```", ["preformatted: a", "section:  ", "preformatted: b"]],
  ["with a quote's mark in it", "```\n> a\n```", ["preformatted: > a"]],
  ["with single backticks in it", "```a `b` c```", ["preformatted: a `b` c"]],
])("there is preformatted text %s", (_what, text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});

test.each([
  ["marks", "*a* _b_ ~c~ :wave:", "*a* _b_ ~c~ :wave:"],
  ["control sequences", "<@U1> <!here> <https://x.example|y>", "<@U1> <!here> <https://x.example|y>"],
  ["bare names", "https://x.example #general @here", "https://x.example #general @here"],
  ["entities, decoded once", "&lt;@U1&gt; &amp;lt;", "<@U1> &lt;"],
])("preformatted text keeps %s", (_what, inside, text) => {
  expect(partsOf(`\`\`\`${inside}\`\`\``, { verbatim: false })).toEqual([
    { type: "rich_text_preformatted", elements: [{ type: "text", text }] },
  ]);
});

test.each([
  ["that is never closed", "a ``` b *c*", ["section: a ``` b c"]],
  ["around nothing", "``````", ["section: ``````"]],
])("a mark of preformatted text %s is text", (_what, text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});
