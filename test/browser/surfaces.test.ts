// What Slack has beside messages: the app's Home, threads, shortcuts and menus that search as one types.
import { webApi } from "@slack/bolt";
import { expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { connect } from "../sandbox/slack/acme.js";
import { openHouse } from "./house.js";

const house = await openHouse();

const plain = (text: string) => ({ type: "plain_text" as const, text });
const section = (text: string) => ({ type: "section" as const, text: { type: "mrkdwn" as const, text } });
const option = (text: string) => ({ text: plain(text), value: text });

function client(): webApi.WebClient {
  const { slack } = house.sandbox;
  return new webApi.WebClient(slack.botToken, { slackApiUrl: slack.url, retryConfig: { retries: 0 } });
}

/** A bare app in place of the bot. */
async function bareApp() {
  await house.page.live.killBot();
  const app = await connect(house.sandbox.slack);
  house.beforeReset(() => app.socket.disconnect());
  const got = (type: string) => app.received.filter(({ body }) => body.type === type).map(({ body }) => body);
  return { app, got };
}

test("the app's Home shows what it published, its buttons reach the app, and unread messages are opened first", async () => {
  const { got } = await bareApp();
  const alice = await house.window("alice");
  await alice.conversationLink(/^understudy/).click();
  await alice.page.getByText("has not published anything here yet").waitFor();
  await expect.poll(() => got("event_callback")).toMatchObject([{ event: { user: ids.alice, tab: "home" } }]);

  const button = { type: "button", action_id: "ask", text: plain("Request access"), style: "primary" };
  const blocks = [section("*Your requests*"), { type: "actions", block_id: "ask", elements: [button] }];
  await client().apiCall("views.publish", { user_id: ids.alice, view: { type: "home", blocks } });
  const home = alice.page.getByRole("region", { name: /Home$/ });
  await home.getByText("Your requests").waitFor();
  await home.getByRole("button", { name: "Request access" }).click();
  const container = { type: "view", view_id: house.sandbox.slack.as(ids.alice).home()?.viewId };
  await expect.poll(() => got("block_actions")).toMatchObject([{ container, actions: [{ action_id: "ask" }] }]);

  await client().chat.postMessage({ channel: ids.alice, text: "your link is ready" });
  await alice.page.getByRole("tab", { name: "Messages 1 unread" }).click();
  await alice.sees("your link is ready");
  await alice.tab("Home").click();
  await home.getByText("Your requests").waitFor();
  await alice.opens("general");
  await client().chat.postMessage({ channel: ids.alice, text: "your access ends soon" });
  await alice.conversationLink(/^understudy.*1 unread/).click();
  await alice.sees("your access ends soon");
});

test("replies stand in a message's thread, and stay there when the message is deleted; one without replies vanishes", async () => {
  const carol = await house.window("carol", "approvals");
  const dave = await house.window("dave", "approvals");
  const channel = ids.approvals;
  const { ts = "" } = await client().chat.postMessage({ channel, text: "a card" });
  const other = await client().chat.postMessage({ channel, text: "another card" });
  await client().chat.postMessage({ channel, text: "still waiting", thread_ts: ts });
  const card = await carol.sees("a card");
  await expect.poll(() => carol.page.getByText("still waiting").count()).toBe(0);
  await carol.page.getByRole("button", { name: "1 reply" }).click();
  await carol.page.getByRole("region", { name: "Thread" }).getByText("still waiting").waitFor();
  await carol.page.getByRole("textbox", { name: "Reply" }).fill("on it");
  await carol.page.keyboard.press("Enter");
  await carol.page.getByRole("button", { name: "2 replies" }).waitFor();
  await dave.page.getByRole("button", { name: "2 replies" }).waitFor();

  await carol.page.getByRole("textbox", { name: "Reply" }).fill("/impersonate @bob");
  await carol.page.keyboard.press("Enter");
  await carol.page.getByText("/impersonate is not supported in threads").waitFor();

  await client().chat.delete({ channel, ts });
  await client().chat.delete({ channel, ts: other.ts ?? "" });
  await dave.page.getByText("This message was deleted.").waitFor();
  await dave.page.getByRole("button", { name: "2 replies" }).click();
  await dave.page.getByText("on it").waitFor();
  expect(await dave.page.getByText("another card").count()).toBe(0);
  expect(await card.getByText("a card").count()).toBe(0);
});

test("a shortcut opens the app's form, and its menu searches as one types", async () => {
  const { app, got } = await bareApp();
  const alice = await house.window("alice");
  app.answer = async ({ ack, body }) => {
    if (body.type !== "block_suggestion") return ack();
    if (body.value === "bobbb") return ack({ options: Array.from({ length: 101 }, (_, each) => option(`${each}`)) });
    const found = ["Bob Brown", "Bobby Blue"].filter((name) => name.toLowerCase().startsWith(String(body.value)));
    return ack(
      found.length === 0
        ? { options: [] }
        : { option_groups: [{ label: plain("Recent"), options: found.map(option) }] },
    );
  };
  await alice.page.getByRole("button", { name: "Shortcuts" }).click();
  await alice.page.getByRole("button", { name: /^Request access/ }).click();
  await expect.poll(() => got("shortcut")).toMatchObject([{ callback_id: "request_access" }]);
  const element = { type: "external_select", action_id: "who", min_query_length: 2 };
  const blocks = [{ type: "input", block_id: "subject", label: plain("User"), element }];
  const view = { type: "modal", title: plain("Request access"), submit: plain("Submit request"), blocks };
  await client().apiCall("views.open", { trigger_id: app.last().trigger_id, view });

  const field = alice.form.getByRole("combobox", { name: "User" });
  await field.click();
  await alice.form.getByText("Type 2 letters or more").waitFor();
  await field.pressSequentially("bob");
  await alice.form.getByText("Recent").waitFor();
  expect(await alice.form.getByRole("option").allInnerTexts()).toEqual(["Bob Brown", "Bobby Blue"]);
  await field.pressSequentially("x");
  await alice.form.getByText("No results").waitFor();
  await field.fill("bobbb");
  await alice.form.getByText("The app gave no options").waitFor();
  await field.fill("bobb");
  await expect.poll(() => alice.form.getByRole("option").allInnerTexts()).toEqual(["Bobby Blue"]);
  await field.press("Enter");
  expect(await field.inputValue()).toBe("Bobby Blue");
  await alice.presses("Submit request", alice.form);
  await alice.form.waitFor({ state: "detached" });
  const values = { subject: { who: { selected_option: { value: "Bobby Blue" } } } };
  expect(got("view_submission")).toMatchObject([{ view: { state: { values } } }]);
  expect(got("block_suggestion").map(({ value }) => value)).toEqual(["bo", "bob", "bobx", "bobbb", "bobb"]);
});

test("a shortcut that the app does not answer says so", async () => {
  const alice = await house.window("alice");
  await house.page.live.killBot();
  await alice.page.getByRole("button", { name: "Shortcuts" }).click();
  await alice.page.getByRole("button", { name: /^Request access/ }).click();
  await alice.page.getByText("did not respond to “Request access”").waitFor();
});

test("a permalink leads to its message in the same window", async () => {
  const carol = await house.window("carol", "general");
  const card = await client().chat.postMessage({ channel: ids.approvals, text: "the card" });
  const { permalink } = await client().chat.getPermalink({ channel: ids.approvals, message_ts: card.ts ?? "" });
  await client().chat.postMessage({
    channel: ids.carol,
    blocks: [section(`See <${permalink}|the request>`)],
    text: "See it",
  });
  await carol.opens(/^understudy/);
  await carol.page.getByRole("link", { name: "the request" }).click();
  const shown = await carol.sees("the card");
  expect(await shown.getAttribute("class")).toContain("pointed-at");
  expect(new URL(carol.page.url()).searchParams.get("in")).toBe(ids.approvals);
});
