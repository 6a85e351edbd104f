// Text that a person typed and Slack escaped is shown as typed, and never acts as markup.
import { describe, expect, test } from "vitest";
import { decode } from "../../../../src/sandbox/slack/block-kit/entities.js";
import { escapeEntities } from "../../../../src/sandbox/slack/delivery/escaping.js";
import { elementsOf, textOf } from "./reading.js";

test.each([
  ["&lt;b&gt; &amp; c", "<b> & c"],
  ["&amp;lt;", "&lt;"],
  ["&amp;amp;", "&amp;"],
  ["&quot; &#39; &nbsp; &LT;", "&quot; &#39; &nbsp; &LT;"],
  ["& &l &lt", "& &l &lt"],
])("of %j the three entities are decoded, once: %j", (text, decoded) => {
  expect(decode(text)).toBe(decoded);
});

describe.each([{ verbatim: true }, { verbatim: false }])("with verbatim $verbatim", (reading) => {
  test.each([
    ["a mention", "&lt;@U1&gt;", "<@U1>"],
    ["a mention escaped twice", "&amp;lt;@U1&amp;gt;", "&lt;@U1&gt;"],
    ["a channel", "&lt;#C1|secret&gt;", "<#C1|secret>"],
    ["a broadcast", "&lt;!here&gt;", "<!here>"],
    ["a user group", "&lt;!subteam^S1&gt;", "<!subteam^S1>"],
    ["a date", "&lt;!date^0^{time}|soon&gt;", "<!date^0^{time}|soon>"],
    ["a mailto link", "&lt;mailto:eve@x.example|bob&gt;", "<mailto:eve@x.example|bob>"],
    ["a script", "&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"],
  ])("%s that was escaped is text", (_what, text, plain) => {
    expect(elementsOf(text, reading)).toEqual([{ type: "text", text: plain }]);
  });
});

test("an address with a label that was escaped is text", () => {
  expect(elementsOf("&lt;https://x.example|y&gt;")).toEqual([{ type: "text", text: "<https://x.example|y>" }]);
});

test("text within emphasis is decoded only once, too", () => {
  expect(elementsOf("*&amp;lt;@U1&gt;*")).toEqual([{ type: "text", text: "&lt;@U1>", style: { bold: true } }]);
});

test("an entity after a bare URL is not part of it", () => {
  expect(textOf("&lt;https://x.example&gt;", { verbatim: false })).toBe("<https://x.example>");
});

/** A few hundred texts of these words, always the same. No line starts with one, which might begin a quote. */
function textsOf(words: readonly string[]): string[] {
  let state = 7;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: 400 }, () =>
    ["."].concat(Array.from({ length: 1 + next(12) }, () => words[next(words.length)] ?? "")).join(""),
  );
}

const unmarked = ["<", ">", "&", "|", "lt;", "&gt;", "&amp;", " ", "\n.", "a", "@U1", "!here", "#C1", "^", "é"];

test("verbatim, escaped text without marks is shown as that text alone", () => {
  for (const typed of textsOf([...unmarked, "https://x.example", "#general", "@here"])) {
    expect(elementsOf(escapeEntities(typed))).toEqual([{ type: "text", text: typed }]);
  }
});

test("where bare names are parsed, escaped text is still shown as typed", () => {
  for (const typed of textsOf([...unmarked, "#general", "@here", "@channel", ":wave:", ":"])) {
    expect(textOf(escapeEntities(typed), { verbatim: false })).toBe(typed);
  }
});
