// Control sequences between < and >: mentions, links and dates, as elements of rich text.
import { describe, expect, test } from "vitest";
import { elementsOf, emphasisOf } from "./reading.js";

const link = "https://x.example/a";

describe.each([{ verbatim: true }, { verbatim: false }])("with verbatim $verbatim", (reading) => {
  test.each([
    ["a person", "<@U1>", { type: "user", user_id: "U1" }],
    ["a person with a label", "<@U1|alice>", { type: "user", user_id: "U1" }],
    ["a channel", "<#C1>", { type: "channel", channel_id: "C1" }],
    ["a channel with a label", "<#C1|general>", { type: "channel", channel_id: "C1" }],
    ["a private channel, whose label is empty", "<#C1|>", { type: "channel", channel_id: "C1" }],
    ["a user group", "<!subteam^S1>", { type: "usergroup", usergroup_id: "S1" }],
    ["a user group with a label", "<!subteam^S1|@managers>", { type: "usergroup", usergroup_id: "S1" }],
    ["those who are here", "<!here>", { type: "broadcast", range: "here" }],
    ["those who are here, with a label", "<!here|@here>", { type: "broadcast", range: "here" }],
    ["the channel", "<!channel>", { type: "broadcast", range: "channel" }],
    ["everyone", "<!everyone>", { type: "broadcast", range: "everyone" }],
    ["a link", `<${link}>`, { type: "link", url: link }],
    ["a link with a label", `<${link}|the form>`, { type: "link", url: link, text: "the form" }],
    ["a link with marks in it", "<https://x.example/_a_*b*|x>", { type: "link", url: "https://x.example/_a_*b*" }],
    ["a link with a bar in its label", `<${link}|a|b>`, { type: "link", url: link, text: "a|b" }],
    ["a link with entities", "<https://x.example?a&amp;b|a &lt; b>", { url: "https://x.example?a&b", text: "a < b" }],
    ["an email", "<mailto:bob@x.example|bob>", { type: "link", url: "mailto:bob@x.example", text: "bob" }],
  ])("there is %s", (_what, text, element) => {
    expect(elementsOf(text, reading)).toMatchObject([element]);
  });
});

test("a link with an empty label shows its URL", () => {
  expect(elementsOf(`<${link}|>`)[0]).not.toHaveProperty("text");
});

test.each([
  [
    "with its fallback",
    "<!date^1392734382^{date} at {time}|Feb 18>",
    { format: "{date} at {time}", fallback: "Feb 18" },
  ],
  ["that is a link", `<!date^1392734382^{time}^${link}?a&amp;b|x>`, { format: "{time}", url: `${link}?a&b` }],
  ["without a fallback", "<!date^1392734382^{time}>", { format: "{time}" }],
  ["whose fallback has entities", "<!date^1392734382^{time}|a &amp; b>", { format: "{time}", fallback: "a & b" }],
])("there is a date %s", (_what, text, rest) => {
  expect(elementsOf(text)).toMatchObject([{ type: "date", timestamp: 1_392_734_382, ...rest }]);
});

test.each([
  ["a command that is none", "<!nosuch|label>"],
  ["a broadcast in capitals", "<!HERE>"],
  ["a date without a format", "<!date^1392734382|x>"],
  ["a date at no time", "<!date^soon^{time}|x>"],
  ["a user group without an id", "<!subteam^|x>"],
  ["nothing between < and >", "<>"],
  ["a line break between < and >", "<@U1\n.>"],
  ["a < that is never closed", "<@U1"],
])("%s is text", (_what, text) => {
  expect(elementsOf(text)).toEqual([{ type: "text", text }]);
});

test.each([
  ["<@U1>, please", ["@U1", ", please"]],
  ["ask <@U1> or <@U2>", ["ask ", "@U1", " or ", "@U2"]],
  ["<@U1><@U2>", ["@U1", "@U2"]],
  ["a < b <@U1> > c", ["a < b ", "@U1", " > c"]],
])("the text around mentions stays: %j", (text, pieces) => {
  expect(
    elementsOf(text).map((each) => (each.type === "user" ? `@${each.user_id}` : "text" in each && each.text)),
  ).toEqual(pieces);
});

test.each([
  ["*<@U1>*", "[bold: @U1]"],
  ["_see <#C1> and <!subteam^S1>_", "[italic: see ][italic: #C1][italic:  and ][italic: @S1]"],
  ["~<!here>~", "[strike: @here]"],
  [`*<${link}|the _form_>*`, "[bold: the _form_]"],
  ["*<!date^0^{time}|soon>*", "[bold: soon]"],
])("a mention, link or date within emphasis is emphasised: %j", (text, emphasis) => {
  expect(emphasisOf(text)).toBe(emphasis);
});

test("a mark at the end of an emphasised URL does not end the emphasis", () => {
  expect(emphasisOf("*see <https://x.example/*>*")).toBe("[bold: see ][bold: https://x.example/*]");
});

test.each(["<@>", "<#>", "<|label>"])("%j names nobody and nothing, and is text", (text) => {
  expect(elementsOf(text)).toEqual([{ type: "text", text }]);
});
