// URLs, channels, broadcasts and emoji without < and >, in verbatim and other text.
import { describe, expect, test } from "vitest";
import { elementsOf, emphasisOf, textOf } from "./reading.js";

const bare = { verbatim: false };

describe("where the text is not verbatim", () => {
  test.each([
    ["an address", "https://x.example/a?b=1", { type: "link", url: "https://x.example/a?b=1" }],
    ["an address without TLS", "http://x.example", { type: "link", url: "http://x.example" }],
    ["an address with an ampersand", "https://x.example?a=1&amp;b=2", { url: "https://x.example?a=1&b=2" }],
    ["an address with marks", "https://x.example/_a_/*b*", { type: "link", url: "https://x.example/_a_/*b*" }],
    ["a channel", "#general", { type: "channel", channel_id: "CGENERAL" }],
    ["a channel with a hyphen", "#impersonation-approvals", { type: "channel", channel_id: "CCARDS" }],
    ["here", "@here", { type: "broadcast", range: "here" }],
    ["channel", "@channel", { type: "broadcast", range: "channel" }],
    ["everyone", "@everyone", { type: "broadcast", range: "everyone" }],
  ])("there is %s", (_what, text, element) => {
    expect(elementsOf(text, bare)).toMatchObject([element]);
  });

  test.each([
    ["see https://x.example.", "https://x.example", "."],
    ["(https://x.example/a)", "https://x.example/a", ")"],
    ["https://x.example, please", "https://x.example", ", please"],
    ["is it https://x.example?", "https://x.example", "?"],
  ])("the sentence around an address is no part of it: %j", (text, url, behind) => {
    expect(elementsOf(text, bare).slice(-2)).toMatchObject([
      { type: "link", url },
      { type: "text", text: behind },
    ]);
  });

  test.each([
    ["a person's name", "@alice"],
    ["a channel that is not there", "#nosuch"],
    ["a channel that every object has", "#__proto__ #constructor"],
    ["a # within a word", "a#general"],
    ["a broadcast within a word", "alice@here.example, a@channel"],
    ["a longer word than a broadcast", "@hereafter"],
    ["an address of no scheme that is known", "javascript:alert(1) ftp://x.example"],
    ["a scheme alone", "https://"],
  ])("%s stays text", (_what, text) => {
    expect(elementsOf(text, bare)).toEqual([{ type: "text", text }]);
  });

  test.each([
    ["*see #general*", "bold"],
    ["_@here_", "italic"],
    ["~https://x.example~", "strike"],
  ])("what is found within emphasis is emphasised: %j", (text, style) => {
    expect(elementsOf(text, bare).at(-1)).toHaveProperty(["style", style], true);
  });
});

describe("where the text is verbatim", () => {
  test.each(["https://x.example/a", "#general", "@here, @channel and @everyone"])("%j is text", (text) => {
    expect(elementsOf(text)).toEqual([{ type: "text", text }]);
  });

  test("emphasis, emoji and what is between < and > are still parsed", () => {
    expect(emphasisOf("*@here* :wave: <@U1>")).toBe("[bold: @here] :wave: @U1");
  });
});

describe.each([{ verbatim: true }, bare])("with verbatim $verbatim", (reading) => {
  test.each([
    [":wave:", ["wave"]],
    [":+1:", ["+1"]],
    ["so :white_check_mark: it is", ["white_check_mark"]],
    [":a::b:", ["a", "b"]],
    ["*:wave:*", ["wave"]],
  ])("there is emoji in %j", (text, names) => {
    expect(elementsOf(text, reading).flatMap((each) => (each.type === "emoji" ? [each.name] : []))).toEqual(names);
  });

  test.each(["a: b: c", "::", ":Wave:", ": wave :", "key:value", "14:02"])("there is no emoji in %j", (text) => {
    expect(elementsOf(text, reading)).toEqual([{ type: "text", text }]);
  });

  test.each(["at 10:30:45", "urn:ietf:params"])("%j has no emoji between its colons", (text) => {
    expect(elementsOf(text, reading)).toEqual([{ type: "text", text }]);
  });
});

test("a text of everything loses only its marks", () => {
  const text = "*Bob* asks in #general: see https://x.example/a, @here :wave:";
  expect(textOf(text, bare)).toBe("Bob asks in #general: see https://x.example/a, @here :wave:");
});
