import { expect, test } from "vitest";
import { compose, shorten } from "../../../src/slack/messages/blocks/compose.js";

const hostile = "<!channel> <@U0DAVE> <https://evil.example|Approve> *bold* `code` &lt; @here";

test("what a person typed is text in a block, whatever it looks like", () => {
  const { blocks } = compose([{ line: [hostile] }, { quote: hostile }, { line: [{ bold: hostile }] }]);
  const text = { type: "text", text: hostile };
  expect(blocks).toEqual([
    {
      type: "rich_text",
      elements: [
        { type: "rich_text_section", elements: [text] },
        { type: "rich_text_quote", elements: [text] },
        { type: "rich_text_section", elements: [{ ...text, style: { bold: true } }] },
      ],
    },
  ]);
});

test("in the notification nothing of it is markup, and no address is left to fetch", () => {
  const { text } = compose([{ line: [hostile] }, { quote: "see https://evil.example/x and HTTP://evil.example" }]);
  expect(text).not.toMatch(/<(?!!date|@U|#C)/);
  expect(text).toContain("&lt;!channel&gt; &lt;@U0DAVE&gt;");
  expect(text).not.toMatch(/:\/\//);
});

test.each([
  ["a reversed text", "abc\u202edcba", "abc dcba"],
  ["hidden characters", "a\u200b\u2060b", "a b"],
  ["letters that are drawn as nothing", "a\u3164\u115f\u2800b", "a b"],
  ["controls", "a\u0007\u001bb", "a b"],
  ["half a character", "a\ud83db", "a b"],
  ["letters in any script", "Zoë 山田 👩🏽‍🚀", "Zoë 山田 👩🏽‍🚀"],
])("%s is shown without what deceives", (_what, typed, shown) => {
  expect(JSON.stringify(compose([{ quote: typed }]).blocks)).toContain(JSON.stringify(shown));
});

test("an empty text, which Slack refuses, is a dash", () => {
  expect(JSON.stringify(compose([{ quote: "\u200b" }]).blocks)).toContain('"–"');
});

test("a notification ends before Slack's limit for edits, in the middle of no character", () => {
  const { text } = compose([{ line: ["👩".repeat(5_000)] }]);
  expect(text.length).toBeLessThanOrEqual(3_900);
  expect(encodeURIComponent(text)).not.toBe("");
});

test.each([
  ["a mention", { user: "U0ALICE" }],
  ["a time", { at: 0 }],
  ["an ampersand", "&"],
])("a notification does not end in the middle of %s", (_what, part) => {
  const { text } = compose([{ line: ["a".repeat(3_897), part, "!"] }]);
  expect(text).toBe(`${"a".repeat(3_897)}…`);
});

test("people, groups and channels are mentioned only where we say so, and times are in the reader's zone", () => {
  const { text, blocks } = compose([
    {
      line: [
        { user: "U0ALICE" },
        " asks ",
        { group: "S0MANAGERS" },
        " in ",
        { channel: "C0APPROVALS" },
        " at ",
        { at: 0 },
      ],
    },
  ]);
  expect(text).toBe(
    "<@U0ALICE> asks <!subteam^S0MANAGERS> in <#C0APPROVALS> at <!date^0^{date_short_pretty} at {time}|1970-01-01 00:00 UTC>.",
  );
  expect(JSON.stringify(blocks)).toContain('"type":"date","timestamp":0');
});

test("lines, quotes and lists are one block without gaps, and the notification has them in one line without addresses", () => {
  const { text, blocks } = compose([
    { line: ["⏳ ", { bold: "Waiting" }] },
    { line: [{ link: "https://dashboard.example/u", text: "Open it" }] },
    { list: [["One."], ["Two"]] },
    { context: ["IMP-1", "<user>"] },
  ]);
  expect(blocks.map(({ type }) => type)).toEqual(["rich_text", "context"]);
  expect(text).toBe("⏳ Waiting. Open it. One. Two. IMP-1, &lt;user&gt;");
});

test.each([
  ["a flag", "🇩🇪".repeat(20), "🇩🇪🇩🇪…"],
  ["a skin tone", "👍🏽".repeat(20), "👍🏽👍🏽…"],
  ["a family", "👨‍👩‍👧".repeat(20), "👨‍👩‍👧…"],
  ["a keycap", "1️⃣".repeat(20), "1️⃣1️⃣1️⃣…"],
  ["a letter with accents", "e\u0301".repeat(20), `${"e\u0301".repeat(5)}…`],
])("%s is not cut in two", (_what, text, shortened) => {
  expect(shorten(text, 11)).toBe(shortened);
});
