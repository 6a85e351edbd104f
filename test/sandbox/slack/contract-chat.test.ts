// Posting, editing and deleting, with the plain Web API client.
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { acme, approve, refusal, section } from "./acme.js";

const card = { text: "A card", blocks: [section("*A card*"), approve] };

describe("a post is refused", () => {
  test.each([
    ["in a channel that does not exist", { channel: "CNONE", text: "hi" }, "channel_not_found"],
    ["in a public channel without the bot", { channel: "CGENERAL", text: "hi" }, "not_in_channel"],
    ["in a private channel without the bot", { channel: "CSECRET", text: "hi" }, "channel_not_found"],
    ["in an archived channel", { channel: "COLD", text: "hi" }, "is_archived"],
    ["to the bot itself", { channel: "bot", text: "hi" }, "cannot_dm_bot"],
    ["with nothing in it", { channel: "COPEN" }, "no_text"],
    ["with blank text", { channel: "COPEN", text: " \n" }, "no_text"],
    ["with no channel", { text: "hi" }, "invalid_arguments"],
    ["with blocks that are no list", { channel: "COPEN", text: "hi", blocks: "{}" }, "invalid_blocks_format"],
    ["with blocks that are no JSON", { channel: "COPEN", text: "hi", blocks: "[{" }, "invalid_blocks_format"],
    ["with a shapeless metadata", { channel: "COPEN", text: "hi", metadata: { a: 1 } }, "invalid_metadata_format"],
    [
      "with 101 attachments",
      { channel: "COPEN", text: "hi", attachments: Array(101).fill({}) },
      "too_many_attachments",
    ],
    ["with what is not emulated", { channel: "COPEN", markdown_text: "**hi**" }, "invalid_arguments"],
  ])("%s", async (_, args, error) => {
    const { web, slack } = await acme();
    const given = "channel" in args && args.channel === "bot" ? { ...args, channel: slack.bot.userId } : args;
    const call = web.apiCall("chat.postMessage", given);
    expect(await refusal(call)).toMatchObject({ error });
    expect(slack.messages).toEqual([]);
  });

  test.each(["UALICE", "direct"])("to a person (%s) while the manifest has no messages tab", async (to) => {
    const { web, slack } = await acme({ messagesTab: false });
    const channel = to === "direct" ? slack.dmBetween("UALICE", slack.bot.userId) : to;
    expect(await refusal(web.chat.postMessage({ channel, text: "hi" }))).toMatchObject({
      error: "messages_tab_disabled",
    });
    expect(await refusal(web.chat.postEphemeral({ channel, user: "UALICE", text: "hi" }))).toMatchObject({
      error: "messages_tab_disabled",
    });
  });

  test("in other people's direct conversation", async () => {
    const { web, slack } = await acme();
    const channel = slack.dmBetween("UALICE", "UCAROL");
    expect(await refusal(web.chat.postMessage({ channel, text: "hi" }))).toMatchObject({ error: "channel_not_found" });
  });
});

describe("a post", () => {
  test("reaches the members of the channel and nobody else", async () => {
    const { web, slack } = await acme();
    const { ts, channel, message } = await web.chat.postMessage({ channel: "CCARDS", text: "hi <@UALICE>" });
    expect(channel).toBe("CCARDS");
    expect(ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(message).toMatchObject({ user: slack.bot.userId, bot_id: slack.bot.botId, text: "hi <@UALICE>" });
    expect(slack.as("UCAROL").messages("CCARDS")).toMatchObject([{ ts, text: "hi <@UALICE>" }]);
    expect(slack.as("UEVE").messages("CCARDS")).toEqual([]);
  });

  test("to a user id opens the direct conversation and answers with its D id", async () => {
    const { web, slack } = await acme({ scopes: ["chat:write"] });
    const { channel } = await web.chat.postMessage({ channel: "UALICE", text: "psst" });
    expect(channel).toMatch(/^D/);
    expect(slack.as("UALICE").directMessages()).toMatchObject([{ channel, text: "psst" }]);
    expect(slack.as("UCAROL").messages(String(channel))).toEqual([]);
  });

  test("to a deactivated person succeeds", async () => {
    const { web, slack } = await acme();
    await web.chat.postMessage({ channel: "UBOB", text: "psst" });
    expect(slack.as("UBOB").directMessages()).toMatchObject([{ text: "psst" }]);
  });

  test("under another name to a user id ends up at Slackbot", async () => {
    const { web, slack } = await acme();
    await web.chat.postMessage({ channel: "UALICE", text: "psst", username: "someone" });
    expect(slack.as("UALICE").directMessages()).toEqual([]);
  });

  test("longer than 40,000 characters is cut", async () => {
    const { web, slack } = await acme();
    await web.chat.postMessage({ channel: "COPEN", text: "x".repeat(40_001) });
    expect(slack.messages[0]?.text.length).toBe(40_000);
  });

  test("to a public channel without the bot needs chat:write.public", async () => {
    const { web } = await acme({ scopes: ["chat:write", "chat:write.public"] });
    expect(await web.chat.postMessage({ channel: "CGENERAL", text: "hi" })).toMatchObject({ ok: true });
  });

  test("gets its own timestamp, later than the one before, while the clock stands still or goes back", async () => {
    const { web, clock } = await acme();
    const stamps: number[] = [];
    for (const ms of [0, 0, -60_000, 0]) {
      clock.advance(ms);
      stamps.push(Number((await web.chat.postMessage({ channel: "COPEN", text: "hi" })).ts));
    }
    expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b));
  });

  test("has missing block ids, emoji and verbatim filled in", async () => {
    const { web } = await acme();
    const { message } = await web.chat.postMessage({ channel: "COPEN", ...card });
    expect(message?.blocks).toMatchObject([
      { block_id: expect.stringMatching(/.+/), text: { verbatim: false } },
      { elements: [{ text: { emoji: true } }] },
    ]);
  });

  test("that only one person sees is answered with message_ts", async () => {
    const { web, slack } = await acme();
    const { message_ts } = await web.chat.postEphemeral({ channel: "COPEN", user: "UALICE", text: "for you" });
    expect(slack.as("UALICE").messages("COPEN")).toMatchObject([{ ts: message_ts, ephemeralFor: "UALICE" }]);
    expect(slack.as("UCAROL").messages("COPEN")).toEqual([]);
  });

  test.each([
    [{ channel: "COPEN", user: "UDAVE" }, "user_not_in_channel"],
    [{ channel: "COPEN", user: "UNOBODY" }, "user_not_in_channel"],
    [{ channel: "CGENERAL", user: "UALICE" }, "not_in_channel"],
    [{ channel: "CSECRET", user: "UCAROL" }, "channel_not_found"],
    [{ channel: "COLD", user: "UALICE" }, "is_archived"],
  ])("for one person %o is refused with %s", async (args, error) => {
    const { web } = await acme();
    expect(await refusal(web.chat.postEphemeral({ ...args, text: "hi" }))).toMatchObject({ error });
  });
});

describe("an edit", () => {
  async function posted(extra: Record<string, unknown> = {}) {
    const given = await acme();
    const { ts = "", channel = "" } = await given.web.chat.postMessage({ channel: "CCARDS", ...card, ...extra });
    return { ...given, ts, channel };
  }

  test.each([
    ["of no such message", { ts: "1.000001" }, "message_not_found"],
    ["with more than 4,000 characters", { text: "x".repeat(4001) }, "msg_too_long"],
    ["with nothing in it", { text: "", blocks: [] }, "no_text"],
    ["with faulty blocks", { blocks: [{ type: "section" }] }, "invalid_blocks"],
    ["in a channel that does not exist", { channel: "CNONE" }, "channel_not_found"],
    ["by a person's id", { channel: "UALICE" }, "channel_not_found"],
  ])("%s is refused", async (_, change, error) => {
    const { web, ts, channel, slack } = await posted();
    expect(await refusal(web.apiCall("chat.update", { channel, ts, text: "new", ...change }))).toMatchObject({ error });
    expect(slack.messages[0]?.text).toBe("A card");
  });

  test("with text and no blocks removes the blocks and shows as edited", async () => {
    const { web, ts, channel, slack } = await posted();
    await web.chat.update({ channel, ts, text: "new" });
    expect(slack.messages).toMatchObject([{ text: "new", blocks: [], edited: { user: slack.bot.userId } }]);
  });

  test("with blocks replaces them and shows no mark", async () => {
    const { web, ts, channel, slack } = await posted();
    await web.chat.update({ channel, ts, text: "new", blocks: [{ type: "divider" }] });
    expect(slack.messages).toMatchObject([{ text: "new", blocks: [{ type: "divider" }] }]);
    expect(slack.messages[0]).not.toHaveProperty("edited");
  });

  test("keeps metadata that it leaves out, and clears it with an empty object", async () => {
    const metadata = { event_type: "card", event_payload: { id: "r1" } };
    const { web, ts, channel } = await posted({ metadata });
    expect((await web.chat.update({ channel, ts, text: "new" })).message).toMatchObject({ metadata });
    const cleared = await web.apiCall("chat.update", { channel, ts, text: "new", metadata: {} });
    expect(cleared).toHaveProperty("message.text");
    expect(cleared).not.toHaveProperty("message.metadata");
  });

  test("of an ephemeral message answers message_not_found", async () => {
    const { web } = await acme();
    const { message_ts = "" } = await web.chat.postEphemeral({ channel: "COPEN", user: "UALICE", text: "hi" });
    const call = web.chat.update({ channel: "COPEN", ts: message_ts, text: "new" });
    expect(await refusal(call)).toMatchObject({ error: "message_not_found" });
  });

  test("of somebody else's message is refused, and so is its deletion", async () => {
    const { web, slack } = await acme();
    const { ts } = slack.state.messages.post({ channel: "COPEN", user: "UALICE", text: "mine", blocks: [] });
    const meant = { channel: "COPEN", ts };
    expect(await refusal(web.chat.update({ ...meant, text: "x" }))).toMatchObject({ error: "cant_update_message" });
    expect(await refusal(web.chat.delete(meant))).toMatchObject({ error: "cant_delete_message" });
  });

  test("in a channel archived since is refused", async () => {
    const { web, ts, channel, slack } = await posted();
    slack.updateChannel(channel, { isArchived: true });
    expect(await refusal(web.chat.update({ channel, ts, text: "x" }))).toMatchObject({ error: "is_inactive" });
  });

  test("after the workspace's edit window is refused", async () => {
    const { web, ts, channel, slack, clock } = await posted();
    slack.settings.editWindowMs = 60_000;
    await web.chat.update({ channel, ts, text: "in time" });
    clock.advance(61_000);
    expect(await refusal(web.chat.update({ channel, ts, text: "late" }))).toMatchObject({
      error: "edit_window_closed",
    });
  });

  test("of a direct message needs its D id", async () => {
    const { web } = await acme();
    const { channel = "", ts = "" } = await web.chat.postMessage({ channel: "UALICE", text: "psst" });
    expect(await refusal(web.chat.update({ channel: "UALICE", ts, text: "x" }))).toMatchObject({
      error: "channel_not_found",
    });
    expect(await web.chat.update({ channel, ts, text: "x" })).toMatchObject({ ok: true, channel, ts, text: "x" });
  });

  test("of a deleted message finds none, nor does a second deletion", async () => {
    const { web, ts, channel, slack } = await posted();
    await web.chat.delete({ channel, ts });
    expect(slack.as("UCAROL").messages(channel)).toEqual([]);
    expect(await refusal(web.chat.delete({ channel, ts }))).toMatchObject({ error: "message_not_found" });
    expect(await refusal(web.chat.update({ channel, ts, text: "x" }))).toMatchObject({ error: "message_not_found" });
  });
});

describe("Slack's crawler", () => {
  const url = "https://accounts.acme.test/sign-in";
  const open = { type: "button", action_id: "open", text: { type: "plain_text", text: "Open" }, url };
  const richLink = { type: "rich_text_section", elements: [{ type: "link", url }] };

  test.each([
    ["in the text", { text: `see ${url}` }, true],
    ["in a labelled link", { text: "x", blocks: [section(`<${url}|here>`)] }, true],
    ["in a context block", { text: "x", blocks: [{ type: "context", elements: [section(url).text] }] }, true],
    ["in rich text", { text: "x", blocks: [{ type: "rich_text", elements: [richLink] }] }, true],
    ["with one flag only", { text: url, unfurl_links: false }, true],
    ["with both flags false", { text: url, unfurl_links: false, unfurl_media: false }, false],
    ["in a button", { text: "x", blocks: [{ type: "actions", elements: [open] }] }, false],
    ["in plain text", { text: "x", blocks: [{ type: "header", text: { type: "plain_text", text: url } }] }, false],
  ])("follows a URL %s: %o → %s", async (_, args, followed) => {
    const { web, slack } = await acme();
    await web.apiCall("chat.postMessage", { channel: "COPEN", ...args });
    expect(slack.unfurled.map((each) => each.url)).toEqual(followed ? [url] : []);
  });

  test("really fetches what is on loopback, which uses up a link that a GET uses up", async () => {
    const { web, slack } = await acme();
    const visits: (string | undefined)[] = [];
    const site = createServer((request, response) => {
      visits.push(request.headers["user-agent"]);
      response.end("used");
    });
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    const address = site.address();
    await web.chat.postMessage({
      channel: "COPEN",
      text: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/ticket`,
    });
    await slack.until("the crawler was there", () => visits[0]);
    expect(visits).toEqual(["Slackbot-LinkExpanding 1.0"]);
    site.close();
  });
});
