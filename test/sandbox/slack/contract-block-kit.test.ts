// Block Kit's limits: the last value that is accepted, and the first that is refused, with a pointer to it.
import { describe, expect, test } from "vitest";
import { acme, buttons, plain, refusal, section } from "./acme.js";

const x = (length: number) => "x".repeat(length);
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const button = (more: Record<string, unknown>) => ({ text: plain("Go"), action_id: "go", ...more });
const option = (index: number, more: Record<string, unknown> = {}) => ({
  text: plain("one"),
  value: `v${index}`,
  ...more,
});
const actions = (...elements: Record<string, unknown>[]) => ({ type: "actions", elements });
const select = (more: Record<string, unknown>) => actions({ type: "static_select", action_id: "s", ...more });
const overflow = (count: number) =>
  actions({ type: "overflow", action_id: "o", options: many(count, (i) => option(i)) });
const confirm = (more: Record<string, unknown>) =>
  buttons(
    button({
      confirm: { title: plain("Sure?"), text: plain("Really"), confirm: plain("Yes"), deny: plain("No"), ...more },
    }),
  );
const input = (element: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: "input",
  label: plain("Reason"),
  element: { type: "plain_text_input", action_id: "i", ...element },
  ...more,
});
const rich = (...elements: Record<string, unknown>[]) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements }],
});

describe("a list of blocks is accepted up to a limit and refused beyond it", () => {
  const divider = { type: "divider" };
  test.each<[string, (n: number) => unknown[], number, string]>([
    ["blocks in a message", (n) => many(n, () => divider), 50, "no more than 50 items allowed [json-pointer:/blocks]"],
    [
      "characters of a section",
      (n) => [section(x(n))],
      3000,
      "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ],
    ["characters of a field", (n) => [{ type: "section", fields: [mrkdwn(x(n))] }], 2000, "/blocks/0/fields/0/text"],
    [
      "fields",
      (n) => [{ type: "section", fields: many(n, () => plain("f")) }],
      10,
      "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ],
    ["characters of a header", (n) => [{ type: "header", text: plain(x(n)) }], 150, "/blocks/0/text/text"],
    [
      "elements of a context",
      (n) => [{ type: "context", elements: many(n, () => plain("c")) }],
      10,
      "/blocks/0/elements",
    ],
    [
      "elements of actions",
      (n) => [buttons(...many(n, (i) => button({ action_id: `a${i}` })))],
      25,
      "/blocks/0/elements",
    ],
    ["characters of a block_id", (n) => [{ ...divider, block_id: x(n) }], 255, "/blocks/0/block_id"],
    [
      "characters of an action_id",
      (n) => [buttons(button({ action_id: x(n) }))],
      255,
      "/blocks/0/elements/0/action_id",
    ],
    ["characters of a button", (n) => [buttons(button({ text: plain(x(n)) }))], 75, "/blocks/0/elements/0/text/text"],
    ["characters of a button's value", (n) => [buttons(button({ value: x(n) }))], 2000, "/blocks/0/elements/0/value"],
    ["characters of a button's url", (n) => [buttons(button({ url: x(n) }))], 3000, "/blocks/0/elements/0/url"],
    [
      "characters of a button's accessibility label",
      (n) => [buttons(button({ accessibility_label: x(n) }))],
      75,
      "/blocks/0/elements/0/accessibility_label",
    ],
    [
      "characters of a confirmation's title",
      (n) => [confirm({ title: plain(x(n)) })],
      100,
      "/blocks/0/elements/0/confirm/title/text",
    ],
    [
      "characters of a confirmation's text",
      (n) => [confirm({ text: mrkdwn(x(n)) })],
      300,
      "/blocks/0/elements/0/confirm/text/text",
    ],
    [
      "characters of a confirmation's yes",
      (n) => [confirm({ confirm: plain(x(n)) })],
      30,
      "/blocks/0/elements/0/confirm/confirm/text",
    ],
    [
      "characters of a confirmation's no",
      (n) => [confirm({ deny: plain(x(n)) })],
      30,
      "/blocks/0/elements/0/confirm/deny/text",
    ],
    [
      "options of a select",
      (n) => [select({ options: many(n, (i) => option(i)) })],
      100,
      "/blocks/0/elements/0/options",
    ],
    [
      "groups of a select",
      (n) => [select({ option_groups: many(n, (i) => ({ label: plain("g"), options: [option(i)] })) })],
      100,
      "/blocks/0/elements/0/option_groups",
    ],
    [
      "characters of an option",
      (n) => [select({ options: [option(1, { text: plain(x(n)) })] })],
      75,
      "/options/0/text/text",
    ],
    [
      "characters of an option's value",
      (n) => [select({ options: [option(1, { value: x(n) })] })],
      150,
      "/options/0/value",
    ],
    [
      "characters of an option's description",
      (n) => [select({ options: [option(1, { description: plain(x(n)) })] })],
      75,
      "/options/0/description/text",
    ],
    [
      "characters of a placeholder",
      (n) => [select({ options: [option(1)], placeholder: plain(x(n)) })],
      150,
      "/placeholder/text",
    ],
    ["options of an overflow menu", (n) => [overflow(n)], 5, "/blocks/0/elements/0/options"],
    ["characters of an input's label", (n) => [input({}, { label: plain(x(n)) })], 2000, "/blocks/0/label/text"],
    ["characters of an input's hint", (n) => [input({}, { hint: plain(x(n)) })], 2000, "/blocks/0/hint/text"],
    ["min_length of an input", (n) => [input({ min_length: n })], 3000, "/blocks/0/element/min_length"],
  ])("%s", async (_, make, limit, complaint) => {
    const { web } = await acme();
    const post = (n: number) =>
      refusal(web.apiCall("chat.postMessage", { channel: "COPEN", text: "t", blocks: make(n) }));
    expect(await post(limit)).toEqual({ error: "accepted", messages: [] });
    const refused = await post(limit + 1);
    expect(refused.error).toBe("invalid_blocks");
    expect(refused.messages).toEqual([expect.stringContaining(complaint)]);
    expect(refused.messages[0]).toMatch(/^\[ERROR\] .* \[json-pointer:\/blocks.*\]$/);
  });
});

describe("blocks are refused", () => {
  test.each<[string, unknown, string]>([
    ["of an unknown type", { type: "marquee" }, "unsupported type [json-pointer:/blocks/0/type]"],
    ["without a type", { text: mrkdwn("x") }, "/blocks/0/type"],
    ["that are no objects", "section", "must provide a object [json-pointer:/blocks/0]"],
    [
      "with an unknown key",
      { ...section("x"), colour: "red" },
      "invalid additional property: colour [json-pointer:/blocks/0]",
    ],
    ["with an empty text", section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
    ["with neither text nor fields", { type: "section" }, "missing required field: text [json-pointer:/blocks/0]"],
    [
      "with no text in a text object",
      { type: "header", text: { type: "plain_text" } },
      "missing required field: text [json-pointer:/blocks/0/text]",
    ],
    ["with mrkdwn in a header", { type: "header", text: mrkdwn("x") }, "/blocks/0/text/type"],
    ["with mrkdwn on a button", buttons(button({ text: mrkdwn("x") })), "/blocks/0/elements/0/text/type"],
    [
      "with emoji on mrkdwn",
      { type: "section", text: { ...mrkdwn("x"), emoji: true } },
      "invalid additional property: emoji",
    ],
    [
      "with verbatim on plain text",
      { type: "header", text: { ...plain("x"), verbatim: true } },
      "invalid additional property: verbatim",
    ],
    ["with an empty list of actions", actions(), "/blocks/0/elements"],
    ["with an empty context", { type: "context", elements: [] }, "/blocks/0/elements"],
    [
      "with an unknown element",
      actions({ type: "multi_static_select", action_id: "m" }),
      "unsupported type [json-pointer:/blocks/0/elements/0/type]",
    ],
    [
      "with a text input among actions",
      actions({ type: "plain_text_input", action_id: "p" }),
      "/blocks/0/elements/0/type",
    ],
    ["with a button as an input", input({ type: "button", text: plain("x") }), "/blocks/0/element/type"],
    ["with an unknown button style", buttons(button({ style: "shiny" })), "/blocks/0/elements/0/style"],
    [
      "with half a confirmation",
      confirm({ deny: undefined }),
      "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]",
    ],
    ["with an empty button value", buttons(button({ value: "" })), "/blocks/0/elements/0/value"],
    ["with the same action_id twice in a block", buttons(button({}), button({})), "action_id already exists in block"],
    [
      "with options and groups",
      select({ options: [option(1)], option_groups: [{ label: plain("g"), options: [option(1)] }] }),
      "either options or option_groups",
    ],
    ["with no options", select({}), "either options or option_groups"],
    [
      "with an initial option that is not offered",
      select({ options: [option(1)], initial_option: option(2) }),
      "must be one of the options",
    ],
    ["with an input without a label", { ...input({}), label: undefined }, "missing required field: label"],
    ["with an empty rich text", { type: "rich_text", elements: [] }, "/blocks/0/elements"],
    ["with an empty text in rich text", rich({ type: "text", text: "" }), "/blocks/0/elements/0/elements/0/text"],
    ["with an unknown rich text element", rich({ type: "blink" }), "/blocks/0/elements/0/elements/0/type"],
    [
      "with a fraction as a date",
      rich({ type: "date", timestamp: 1.5, format: "{time}" }),
      "/blocks/0/elements/0/elements/0/timestamp",
    ],
    [
      "with an unknown style in rich text",
      rich({ type: "text", text: "x", style: { blink: true } }),
      "invalid additional property: blink",
    ],
  ])("%s", async (_, block, complaint) => {
    const { web } = await acme();
    const refused = await refusal(web.apiCall("chat.postMessage", { channel: "COPEN", text: "t", blocks: [block] }));
    expect(refused.error).toBe("invalid_blocks");
    expect(refused.messages.join("\n")).toContain(complaint);
  });

  test("with the same block_id twice in a message", async () => {
    const { web } = await acme();
    const blocks = [1, 2].map(() => ({ type: "divider", block_id: "same" }));
    const refused = await refusal(web.apiCall("chat.postMessage", { channel: "COPEN", text: "t", blocks }));
    expect(refused.messages).toEqual(["[ERROR] block_id already exists [json-pointer:/blocks/1/block_id]"]);
  });
});

test("everything that is emulated is accepted", async () => {
  const { web } = await acme();
  const style = { bold: true, italic: true, strike: true, code: true };
  const blocks = [
    { type: "header", text: plain("Head") },
    { ...section("Text"), accessory: { type: "button", ...button({ style: "primary" }) } },
    { type: "context", elements: [plain("a"), mrkdwn("b")] },
    { type: "divider" },
    confirm({ style: "danger" }),
    select({ option_groups: [{ label: plain("g"), options: [option(1)] }], initial_option: option(1) }),
    actions({ type: "users_select", action_id: "u" }, { type: "external_select", action_id: "e", min_query_length: 0 }),
    input({ multiline: true, min_length: 1, max_length: 1000 }, { optional: true }),
    {
      ...rich(
        { type: "text", text: "a", style },
        { type: "user", user_id: "UALICE" },
        { type: "usergroup", usergroup_id: "S1" },
      ),
      block_id: "rich",
    },
    rich({ type: "date", timestamp: 1, format: "{time}", fallback: "then" }, { type: "emoji", name: "wave" }),
    rich(
      { type: "channel", channel_id: "COPEN" },
      { type: "link", url: "https://x.y" },
      { type: "broadcast", range: "here" },
    ),
    { type: "rich_text", elements: [{ type: "rich_text_quote", elements: [{ type: "text", text: "q" }] }] },
    { type: "rich_text", elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text: "p" }] }] },
    {
      type: "rich_text",
      elements: [{ type: "rich_text_list", style: "bullet", elements: [{ type: "rich_text_section", elements: [] }] }],
    },
  ];
  const call = web.apiCall("chat.postMessage", { channel: "COPEN", text: "t", blocks });
  expect(await refusal(call)).toEqual({ error: "accepted", messages: [] });
});
