// Text written to break the page: it is parsed in time, into rich text that Slack would accept.
import { describe, expect, test } from "vitest";
import { richText } from "../../../../src/sandbox/slack/block-kit/rich-text.js";
import { elementsOf, partsOf } from "./reading.js";

const hostile = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<javascript:alert(1)|click>",
  "<data:text/html,<b>|click>",
  "<https://x.example|<@U1>>",
  "<<@U1>>",
  "<@U1|<!here>>",
  "<@U1|>|>",
  "*_~`*_~`",
  "*a _b* c_ ~d `e~ f`",
  "`*a`*",
  "``` `` ` *",
  "````",
  "> ``` > ```",
  "&&amp;&amp;lt;;",
  "<@__proto__> <#constructor> <!__proto__> <!subteam^__proto__>",
  ":__proto__: :constructor:",
  "#__proto__ @__proto__ https://__proto__",
  "<!date^0^{__proto__}|x>",
  "<!date^^^^|x>",
  "\u0000\u202e\ud800 <@U1>\u200b",
  "\r\n\u2028*a*",
];

describe.each([{ verbatim: true }, { verbatim: false }])("with verbatim $verbatim", (reading) => {
  test.each(hostile)("%j is rich text", (text) => {
    const block = richText.safeParse({ type: "rich_text", elements: partsOf(text, reading) });
    expect(block.error).toBeUndefined();
  });

  // 200,000 characters: a quadratic parser would time out.
  test.each(
    [
      ["*", "<", "@", "_", "~", "`", "&", ">", "#", ":", "|", "^"],
      ["<a", "<!date^1^", "*a ", " *", "*a_b~", "`*", ":a", ":a:", "@here ", "#a", "&gt;\n", "```"],
      ["https://", "https://x.", "https://... ", "*_~`", "<@U1>", "*a* ", "a*", "((", "-"],
    ].flat(),
  )("200,000 characters of %j are read in time", (unit) => {
    const text = unit.repeat(Math.ceil(200_000 / unit.length));
    const length = partsOf(text, reading).reduce((sum, part) => sum + part.elements.length, 0);
    expect(length).toBeLessThanOrEqual(text.length);
  });

  test.each(["*", "_", "~", "`", "<", "<!date^1^", "<https://"])(
    "%j before 200,000 characters that never close it is read in time",
    (opening) => {
      const text = `${opening}${"a b".repeat(70_000)}`;
      expect(elementsOf(text, reading).length).toBeLessThanOrEqual(3);
    },
  );
});

test("a link to a script stays what it says, for the page to refuse", () => {
  expect(elementsOf("<javascript:alert(1)|click>")).toMatchObject([
    { type: "link", url: "javascript:alert(1)", text: "click" },
  ]);
});

test("a date beyond the safe integers is rich text, too", () => {
  const elements = partsOf("<!date^99999999999999999999^{date}|x>");
  expect(richText.safeParse({ type: "rich_text", elements }).error).toBeUndefined();
});
