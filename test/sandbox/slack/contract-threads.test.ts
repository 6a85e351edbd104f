// Replies: who sees them, what the app reads of them, and what remains of a thread whose first message is gone.
import { describe, expect, test } from "vitest";
import { InvalidAction } from "../../../src/sandbox/invalid-action.js";
import { acme, approve, connect, refusal, section } from "./acme.js";

const historyScopes = ["commands", "chat:write", "channels:history", "groups:history", "im:history"];

/** A card with a reply of the app's. */
async function replied() {
  const { slack, web } = await acme({ scopes: historyScopes });
  const channel = "CCARDS";
  const { ts = "" } = await web.chat.postMessage({ channel, text: "card" });
  const reply = await web.chat.postMessage({ channel, text: "still waiting", thread_ts: ts });
  const [card] = slack.as("UCAROL").messages(channel);
  if (card === undefined) throw new Error("no card");
  return { slack, web, channel, ts, replyTs: reply.ts ?? "", card, carol: slack.as("UCAROL") };
}

test("a reply is shown in its thread to the members of the channel, and not among the channel's messages", async () => {
  const { slack, channel, card, carol } = await replied();
  expect(carol.messages(channel)).toMatchObject([{ text: "card" }]);
  expect(carol.thread(card)).toMatchObject([{ text: "still waiting", user: slack.bot.userId }]);
  expect(slack.as("UEVE").thread(card)).toEqual([]);
  const [reply] = carol.thread(card);
  if (reply === undefined) throw new Error("no reply");
  carol.replies(reply, "on it");
  expect(slack.as("UALICE").thread(card)).toMatchObject([{ text: "still waiting" }, { text: "on it" }]);
});

test("history leaves replies out and counts them; conversations.replies has the whole thread, oldest first", async () => {
  const { web, channel, ts, replyTs, card, carol } = await replied();
  carol.replies(card, "on it");
  const history = await web.conversations.history({ channel });
  expect(history.messages).toMatchObject([{ text: "card", thread_ts: ts, reply_count: 2, reply_users_count: 2 }]);
  const thread = await web.conversations.replies({ channel, ts });
  expect(thread.messages).toMatchObject([
    { text: "card", reply_count: 2 },
    { text: "still waiting", ts: replyTs, thread_ts: ts },
    { text: "on it", user: "UCAROL" },
  ]);
  expect(await refusal(web.conversations.replies({ channel, ts: "1.000001" }))).toMatchObject({
    error: "thread_not_found",
  });
});

test("a button in a reply can be pressed, and an answer with its thread_ts stays in the thread", async () => {
  const { slack, web, channel, ts, card, carol } = await replied();
  const app = await connect(slack);
  await web.chat.postMessage({ channel, text: "decide", blocks: [section("decide"), approve], thread_ts: ts });
  const button = carol.thread(card).at(-1);
  if (button === undefined) throw new Error("no button");
  await carol.clicks(button, "Approve");
  expect(app.received.at(-1)?.body).toMatchObject({ message: { thread_ts: ts }, container: { message_ts: button.ts } });
  const answer = JSON.stringify({ text: "done", thread_ts: ts, replace_original: false });
  const headers = { "content-type": "application/json" };
  await fetch(app.last().response_url, { method: "POST", headers, body: answer });
  expect(carol.thread(card).at(-1)).toMatchObject({ text: "done", ephemeralFor: "UCAROL" });
  expect(slack.as("UALICE").thread(card)).toHaveLength(2);
});

describe("a reply of the app's", () => {
  test.each([
    ["to what is no timestamp", "0", "invalid_thread_ts"],
    ["to a reply", "reply", "cannot_reply_to_message"],
  ])("%s is refused", async (_what, to, error) => {
    const { web, channel, replyTs } = await replied();
    const thread_ts = to === "reply" ? replyTs : to;
    expect(await refusal(web.chat.postMessage({ channel, text: "x", thread_ts }))).toMatchObject({ error });
  });

  test.each(["to a message that was deleted", "to a message that never was"])(
    "%s is accepted and shown nowhere",
    async (what) => {
      const { web, slack } = await acme({ scopes: historyScopes });
      const channel = "CCARDS";
      const { ts = "" } = await web.chat.postMessage({ channel, text: "card" });
      if (what.includes("deleted")) await web.chat.delete({ channel, ts });
      const thread_ts = what.includes("deleted") ? ts : "1600000000.000100";
      expect(await web.chat.postMessage({ channel, text: "hello?", thread_ts })).toMatchObject({ ok: true });
      const carol = slack.as("UCAROL");
      const [posted] = slack.messages.filter(({ text }) => text === "hello?");
      expect(posted).toBeDefined();
      expect(carol.messages(channel).map(({ text }) => text)).not.toContain("hello?");
      for (const message of slack.messages) expect(carol.thread(message)).toEqual([]);
      const history = await web.conversations.history({ channel });
      expect(history.messages?.map(({ text }) => text)).not.toContain("This message was deleted.");
    },
  );

  test("can be deleted like any other message of its, in a direct message too", async () => {
    const { web, channel, replyTs, card, carol, slack } = await replied();
    await web.chat.delete({ channel, ts: replyTs });
    expect(carol.thread(card)).toEqual([]);
    const { channel: direct = "", ts = "" } = await web.chat.postMessage({ channel: "UALICE", text: "psst" });
    expect(await refusal(web.chat.delete({ channel: "UALICE", ts }))).toMatchObject({ error: "channel_not_found" });
    await web.chat.delete({ channel: direct, ts });
    expect(slack.as("UALICE").directMessages()).toEqual([]);
  });
});

test("a message that had replies when it was deleted leaves a tombstone with them, until the last is gone", async () => {
  const { web, channel, ts, replyTs, card, carol } = await replied();
  await web.chat.delete({ channel, ts });
  expect(carol.messages(channel)).toEqual([]);
  expect(carol.thread(card)).toMatchObject([{ text: "still waiting" }]);
  const thread = await web.conversations.replies({ channel, ts });
  expect(thread.messages).toMatchObject([{ subtype: "tombstone" }, { text: "still waiting" }]);
  carol.replies(card, "what was it?");
  expect(carol.thread(card)).toHaveLength(2);
  const [, own] = carol.thread(card);
  if (own === undefined) throw new Error("no reply");
  carol.deletes(own);
  await web.chat.delete({ channel, ts: replyTs });
  expect((await web.conversations.history({ channel })).messages).toEqual([]);
  expect(() => carol.replies(card, "anybody?")).toThrow(InvalidAction);
});

test("whether a deletion is refused can be ordered", async () => {
  const { web, slack, channel, ts } = await replied();
  const error = "compliance_exports_prevent_deletion";
  slack.fail({ method: "chat.delete", how: { kind: "error", error } });
  expect(await refusal(web.chat.delete({ channel, ts }))).toMatchObject({ error });
  expect(slack.as("UCAROL").messages(channel)).toHaveLength(1);
});

test("a permalink names the channel and the message, and for a reply its thread", async () => {
  const { web, slack, channel, ts, replyTs } = await replied();
  const at = (each: string) => `${slack.url.replace(/api\/$/, "")}archives/${channel}/p${each.replace(".", "")}`;
  const link = async (message_ts: string) => (await web.chat.getPermalink({ channel, message_ts })).permalink;
  expect(await link(ts)).toBe(at(ts));
  expect(await link(replyTs)).toBe(`${at(replyTs)}?thread_ts=${ts}&cid=${channel}`);
  expect(await refusal(link("1.000001"))).toMatchObject({ error: "message_not_found" });
  expect(await refusal(web.chat.getPermalink({ channel: "CNONE", message_ts: ts }))).toMatchObject({
    error: "channel_not_found",
  });
});
