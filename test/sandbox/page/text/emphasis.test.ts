// Bold, italic and struck text, and code, whose content is not parsed.
import { expect, test } from "vitest";
import { elementsOf, emphasisOf } from "./reading.js";

test.each([
  ["*so*", "[bold: so]"],
  ["_so_", "[italic: so]"],
  ["~so~", "[strike: so]"],
  ["`so`", "[code: so]"],
  ["*a*", "[bold: a]"],
  ["*so it is* then", "[bold: so it is] then"],
  ["it is *so*, and (*so*).", "it is [bold: so], and ([bold: so])."],
  ["*one* *two*", "[bold: one] [bold: two]"],
  ["first\n*second*\nthird", "first\n[bold: second]\nthird"],
  ["*&lt;b&gt;*", "[bold: <b>]"],
  ["&lt;*so*&gt;", "<[bold: so]>"],
])("%j is emphasised where a word begins and ends", (text, emphasis) => {
  expect(emphasisOf(text)).toBe(emphasis);
});

test.each([
  ["within a number", "2*3*4"],
  ["within a name", "snake_case_name"],
  ["of an id", "user_2abc_def"],
  ["within a word", "a~b~c"],
  ["that only begins", "*so"],
  ["that only ends", "so*"],
  ["with a space behind its beginning", "* so*"],
  ["with a space before its end", "*so *"],
  ["of a list", "* one\n* two"],
  ["around nothing", "** __ ~~ ``"],
  ["around a space", "* * _ _ ~ ~"],
  ["doubled", "**so**"],
  ["over two lines", "*so\nso*"],
  ["that begins within a word", "so*so*"],
  ["that ends within a word", "*so*so"],
  ["that ends in another mark", "*so_"],
])("a mark %s is text: %j", (_what, text) => {
  expect(elementsOf(text)).toEqual([{ type: "text", text }]);
});

test("a mark within a word of any language is text", () => {
  expect(emphasisOf("é*so*é")).toBe("é*so*é");
});

test.each([
  ["*_so_*", "[bold italic: so]"],
  ["_*so*_", "[bold italic: so]"],
  ["~*_so_*~", "[bold italic strike: so]"],
  ["*a _b_ c*", "[bold: a ][bold italic: b][bold:  c]"],
  ["_a *b*_", "[italic: a ][bold italic: b]"],
  ["*a `b` c*", "[bold: a ][bold code: b][bold:  c]"],
  ["*a snake_case_name*", "[bold: a snake_case_name]"],
])("emphasis within emphasis adds up: %j", (text, emphasis) => {
  expect(emphasisOf(text)).toBe(emphasis);
});

test.each([
  ["marks", "`*a* _b_ ~c~`", "*a* _b_ ~c~"],
  ["a mention", "`<@U1> <!here>`", "<@U1> <!here>"],
  ["an escaped mention", "`&lt;@U1&gt;`", "<@U1>"],
  ["an emoji", "`:wave:`", ":wave:"],
  ["an address, a channel and a broadcast", "`https://x.example #general @here`", "https://x.example #general @here"],
  ["a space at either end", "` a `", " a "],
])("code keeps %s", (_what, text, code) => {
  expect(elementsOf(text, { verbatim: false })).toEqual([{ type: "text", text: code, style: { code: true } }]);
});

test("code does not extend over two lines", () => {
  expect(emphasisOf("`a\nb`")).toBe("`a\nb`");
});

test("a mark within code does not end the emphasis around it", () => {
  expect(emphasisOf("*a `b* c` d*")).toBe("[bold: a ][bold code: b* c][bold:  d]");
});
