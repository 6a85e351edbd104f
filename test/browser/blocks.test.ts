// Block Kit on the page, posted by a plain Web API client: what each block and element shows and sends.
import { webApi } from "@slack/bolt";
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { openHouse } from "./house.js";

const house = await openHouse();

const plain = (text: string) => ({ type: "plain_text" as const, text });
const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });

function client(): webApi.WebClient {
  const { slack } = house.sandbox;
  return new webApi.WebClient(slack.botToken, { slackApiUrl: slack.url, retryConfig: { retries: 0 } });
}

/** Posts to the approval channel, and returns the message as carol sees it. */
async function posted(blocks: readonly object[]): Promise<Locator> {
  const carol = await house.window("carol", "approvals");
  await client().apiCall("chat.postMessage", { channel: ids.approvals, text: "a test message", blocks });
  await carol.messages.first().waitFor();
  return carol.messages.first();
}

/** The payloads that the workspace sent to the app. */
function nextAction(): Promise<unknown> {
  return new Promise((resolve) => {
    const off = house.sandbox.slack.on((event) => {
      if (event.kind !== "payload_sent" || event.type !== "block_actions") return;
      off();
      resolve(event.payload);
    });
  });
}

test("sections, fields, headers, contexts and dividers show what they hold", async () => {
  const message = await posted([
    { type: "header", text: plain("A *plain* header & more") },
    { type: "section", text: { type: "mrkdwn", text: "*bold* _italic_ ~gone~ `code` <https://x.example|a link>" } },
    { type: "section", fields: [plain("left"), plain("right")] },
    { type: "divider" },
    { type: "context", elements: [{ type: "mrkdwn", text: "for <@U0CAROL> in <#C0APPROVALS>" }, plain("*as it is*")] },
  ]);
  expect(await message.getByRole("heading").innerText()).toBe("A *plain* header & more");
  const weight = await message
    .page()
    .evaluate("getComputedStyle(document.querySelector('.section-block .font-semibold')).fontWeight");
  expect(weight).toBe("900");
  expect(await message.getByRole("link", { name: "a link" }).getAttribute("rel")).toBe("noopener noreferrer");
  for (const text of ["left", "right", "*as it is*"]) await message.getByText(text, { exact: true }).waitFor();
  expect(await message.getByText("for @carol in #impersonation-approvals").count()).toBe(1);
  expect(await message.getByRole("separator").count()).toBe(1);
});

test("escaped text stays text, and only unescaped text becomes a mention or a link", async () => {
  const message = await posted([
    {
      type: "section",
      text: {
        type: "mrkdwn",
        verbatim: true,
        text: "&lt;@U0CAROL&gt; &amp;lt;b&amp;gt; &lt;https://x.example&gt; @here",
      },
    },
    { type: "section", text: { type: "mrkdwn", text: "see https://y.example and @here" } },
  ]);
  await message.getByText("<@U0CAROL> &lt;b&gt; <https://x.example> @here").waitFor();
  expect(await message.getByRole("link").allInnerTexts()).toEqual(["https://y.example"]);
  expect(await message.locator(".mention").allInnerTexts()).toEqual(["@here"]);
});

test("lists, quotes and code of rich text are shown as such", async () => {
  const item = (text: string) => ({ type: "rich_text_section", elements: [{ type: "text", text }] });
  const message = await posted([
    {
      type: "rich_text",
      elements: [
        { type: "rich_text_list", style: "ordered", elements: [item("first"), item("second")] },
        { type: "rich_text_quote", elements: [{ type: "text", text: "said" }] },
        { type: "rich_text_preformatted", elements: [{ type: "text", text: "  code" }] },
        {
          type: "rich_text_section",
          elements: [
            { type: "user", user_id: "U0ALICE" },
            { type: "usergroup", usergroup_id: "S0MANAGERS" },
            { type: "emoji", name: "wave" },
            { type: "emoji", name: "nosuch" },
          ],
        },
      ],
    },
  ]);
  expect(await message.getByRole("listitem").allInnerTexts()).toEqual(["1.\n\nfirst", "2.\n\nsecond"]);
  expect(await message.getByRole("blockquote").innerText()).toBe("said");
  await message.getByText("@alice@managers👋:nosuch:").waitFor();
});

test("a button with a confirmation asks before it sends, and a No sends nothing", async () => {
  const message = await posted([
    {
      type: "actions",
      block_id: "danger",
      elements: [
        {
          type: "button",
          action_id: "wipe",
          text: plain("Wipe"),
          style: "danger",
          value: "all",
          confirm: { title: plain("Sure?"), text: plain("All of it."), confirm: plain("Yes, wipe"), deny: plain("No") },
        },
      ],
    },
  ]);
  const sent: unknown[] = [];
  house.sandbox.slack.on((event) => {
    if (event.kind === "payload_sent") sent.push(event.payload);
  });
  await message.getByRole("button", { name: "Wipe" }).click();
  const dialog = message.page().getByRole("dialog", { name: "Sure?" });
  await dialog.getByText("All of it.").waitFor();
  await dialog.getByRole("button", { name: "No", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  expect(sent).toEqual([]);

  const action = nextAction();
  await message.getByRole("button", { name: "Wipe" }).click();
  await dialog.getByRole("button", { name: "Yes, wipe" }).click();
  expect(await action).toMatchObject({
    user: { id: ids.carol },
    actions: [{ action_id: "wipe", block_id: "danger", value: "all", type: "button" }],
  });
});

test("menus send the choice to the app", async () => {
  const message = await posted([
    {
      type: "actions",
      block_id: "menus",
      elements: [
        {
          type: "static_select",
          action_id: "colour",
          placeholder: plain("Colour"),
          options: [option("Red"), option("Blue")],
        },
        { type: "users_select", action_id: "who", placeholder: plain("Who") },
        { type: "overflow", action_id: "more", options: [option("Copy"), option("Move")] },
      ],
    },
  ]);
  let action = nextAction();
  await message.getByRole("combobox", { name: "Colour" }).selectOption("Blue");
  expect(await action).toMatchObject({ actions: [{ action_id: "colour", selected_option: { value: "blue" } }] });

  action = nextAction();
  await message.getByRole("combobox", { name: "Who" }).fill("dav");
  await message.getByRole("option", { name: /Dave Dunn/ }).click();
  expect(await action).toMatchObject({ actions: [{ action_id: "who", selected_user: ids.dave }] });

  action = nextAction();
  await message.getByRole("button", { name: "More actions" }).click();
  await message.getByRole("button", { name: "Move" }).click();
  expect(await action).toMatchObject({ actions: [{ action_id: "more", selected_option: { value: "move" } }] });
});

test("a search menu queries the app with the typed text", async () => {
  const message = await posted([
    {
      type: "section",
      block_id: "search",
      text: plain("Find"),
      accessory: { type: "external_select", action_id: "find", placeholder: plain("Find a user"), min_query_length: 2 },
    },
  ]);
  const queries: unknown[] = [];
  house.sandbox.slack.on((event) => {
    if (event.kind === "payload_sent" && event.type === "block_suggestion") queries.push(event.payload);
  });
  const field = message.getByRole("combobox", { name: "Find a user" });
  await field.click();
  await message.getByText("Type 2 letters or more").waitFor();
  await field.pressSequentially("bo");
  // The bot has no such menu, so there are no options.
  await message.getByText("No results").waitFor();
  await expect.poll(() => queries).toEqual([expect.objectContaining({ value: "bo", action_id: "find" })]);
});

test("an unknown block is shown as a placeholder, and the others are shown", async () => {
  const carol = await house.window("carol", "approvals");
  const { slack } = house.sandbox;
  const blocks = [
    { type: "video", block_id: "v", title: plain("x") },
    { type: "divider", block_id: "d" },
  ];
  // The emulated Slack would refuse it, like any unknown block.
  slack.state.messages.post({
    channel: ids.approvals,
    user: slack.bot.userId,
    text: "x",
    blocks: JSON.parse(JSON.stringify(blocks)),
  });
  const message = await carol.sees("A block of the type “video” stands here.");
  expect(await message.getByRole("separator").count()).toBe(1);
});

test("an edit is shown in place, and a deletion removes the message", async () => {
  const message = await posted([{ type: "section", text: plain("before") }]);
  const { ts } = house.sandbox.slack.messages.at(-1) ?? {};
  const page = message.page();
  await client().apiCall("chat.update", { channel: ids.approvals, ts, text: "after" });
  await page.getByRole("article").getByText("after").waitFor();
  await page.getByRole("article").getByText("(edited)").waitFor();
  await client().apiCall("chat.delete", { channel: ids.approvals, ts });
  await page.getByRole("article").waitFor({ state: "detached" });
});

test("a link button that asks first opens nothing before a Yes", async () => {
  const message = await posted([
    {
      type: "actions",
      block_id: "link",
      elements: [
        {
          type: "button",
          action_id: "go",
          text: plain("Go"),
          url: `${house.page.url}/product`,
          confirm: { title: plain("Leave?"), text: plain("To the product."), confirm: plain("Yes"), deny: plain("No") },
        },
      ],
    },
  ]);
  const context = message.page().context();
  await message.getByRole("link", { name: "Go" }).click();
  const dialog = message.page().getByRole("dialog", { name: "Leave?" });
  await dialog.waitFor();
  expect(context.pages()).toHaveLength(1);
  const opened = context.waitForEvent("page");
  await dialog.getByRole("button", { name: "Yes" }).click();
  expect((await opened).url()).toMatch(/\/product$/);
});

test("a field in a message is a placeholder, too: the page renders fields only in forms", async () => {
  const message = await posted([
    { type: "input", block_id: "f", label: plain("Name"), element: { type: "plain_text_input", action_id: "n" } },
  ]);
  await message.getByText("A block of the type “input” stands here.").waitFor();
});

test("a date beyond the calendar shows its fallback, and one with a link leads there", async () => {
  const date = { type: "date", format: "{date_num}" };
  const elements = [
    { ...date, timestamp: 99_999_999_999_999, fallback: "some day" },
    { ...date, timestamp: 0, url: "https://x.example/" },
  ];
  const message = await posted([{ type: "rich_text", elements: [{ type: "rich_text_section", elements }] }]);
  await message.getByText("some day").waitFor();
  expect(await message.getByRole("link").innerText()).toMatch(/^(1970-01-01|1969-12-31)$/);
});
