// A conversation's history, as the plain Web API client reads it.
import { expect, test } from "vitest";
import { z } from "zod";
import { acme, plain, refusal } from "./acme.js";

const page = z.object({
  messages: z.array(z.looseObject({ text: z.string(), ts: z.string() })),
  has_more: z.boolean(),
  response_metadata: z.object({ next_cursor: z.string() }),
});

const metadata = { event_type: "card", event_payload: { number: 7 } };

/** Three messages of the app in a private channel, the second with metadata. */
async function written() {
  const { web, slack } = await acme({
    scopes: ["chat:write", "channels:history", "groups:history", "im:history", "im:write"],
  });
  for (const text of ["first", "second", "third"]) {
    await web.chat.postMessage({ channel: "CCARDS", text, ...(text === "second" && { metadata }) });
  }
  const read = async (args: Record<string, unknown> = {}) =>
    page.parse(await web.apiCall("conversations.history", { channel: "CCARDS", ...args }));
  const texts = async (args: Record<string, unknown>) => (await read(args)).messages.map(({ text }) => text);
  return { web, slack, read, texts };
}

test("comes newest first, with the author of each message", async () => {
  const { slack, read } = await written();
  slack.as("UALICE").says("CCARDS", "hello");
  const { messages, has_more } = await read();
  expect(messages.map(({ text }) => text)).toEqual(["hello", "third", "second", "first"]);
  expect(messages[0]).toMatchObject({ user: "UALICE" });
  expect(messages[0]).not.toHaveProperty("bot_id");
  expect(messages[1]).toMatchObject({ user: slack.bot.userId, bot_id: slack.bot.botId, app_id: slack.bot.appId });
  expect(has_more).toBe(false);
});

test("shows metadata only where all of it is asked for", async () => {
  const { read } = await written();
  expect((await read()).messages[1]).not.toHaveProperty("metadata");
  expect((await read({ include_all_metadata: true })).messages[1]).toMatchObject({ metadata });
});

test("begins after oldest and ends before latest, unless they are included", async () => {
  const { read, texts } = await written();
  const [third, , first] = (await read()).messages;
  const between = { oldest: first?.ts, latest: third?.ts };
  expect(await texts(between)).toEqual(["second"]);
  expect(await texts({ ...between, inclusive: true })).toEqual(["third", "second", "first"]);
});

test("comes in pages that may be smaller than asked for; the last has an empty cursor", async () => {
  const { slack, read } = await written();
  slack.settings.itemsPerPage = 2;
  const { messages, has_more, response_metadata } = await read({ limit: 200 });
  expect({ count: messages.length, has_more }).toEqual({ count: 2, has_more: true });
  const rest = await read({ limit: 200, cursor: response_metadata.next_cursor });
  expect(rest).toMatchObject({
    messages: [{ text: "first" }],
    has_more: false,
    response_metadata: { next_cursor: "" },
  });
});

test("has neither deleted nor ephemeral messages", async () => {
  const { web, texts, read } = await written();
  await web.chat.postEphemeral({ channel: "CCARDS", user: "UCAROL", text: "psst" });
  await web.chat.delete({ channel: "CCARDS", ts: (await read()).messages[0]?.ts ?? "" });
  expect(await texts({})).toEqual(["second", "first"]);
});

test("leaves out replies, and of a deleted message that has some shows a tombstone", async () => {
  const { slack, read } = await written();
  const [third, second] = slack.as("UALICE").messages("CCARDS").toReversed();
  if (third === undefined || second === undefined) throw new Error("no messages");
  slack.as("UALICE").replies(second, "a reply");
  expect((await read()).messages.map(({ text }) => text)).toEqual(["third", "second", "first"]);
  slack.updatePerson("UCAROL", { isAdmin: true });
  slack.as("UCAROL").deletes(second);
  slack.as("UCAROL").deletes(third);
  expect((await read()).messages).toMatchObject([
    { ts: second.ts, subtype: "tombstone", user: "USLACKBOT", text: "This message was deleted." },
    { text: "first" },
  ]);
});

test("of a direct conversation is found by its D id alone", async () => {
  const { web } = await written();
  await web.chat.postMessage({ channel: "UALICE", text: "only you" });
  const { channel } = await web.conversations.open({ users: "UALICE" });
  const read = await web.conversations.history({ channel: channel?.id ?? "" });
  expect(read.messages).toMatchObject([{ text: "only you" }]);
  expect(await refusal(web.conversations.history({ channel: "UALICE" }))).toMatchObject({ error: "channel_not_found" });
});

test.each([
  [{ channel: "CNONE" }, "channel_not_found"],
  [{ channel: "CSECRET" }, "channel_not_found"],
  [{ channel: "CGENERAL" }, "not_in_channel"],
  [{ limit: 0 }, "invalid_limit"],
  [{ limit: 1000 }, "invalid_limit"],
  [{ cursor: "rubbish" }, "invalid_cursor"],
  [{ oldest: "yesterday" }, "invalid_ts_oldest"],
  [{ latest: "now" }, "invalid_ts_latest"],
])("with %o is refused with %s", async (args, error) => {
  const { web } = await written();
  expect(await refusal(web.apiCall("conversations.history", { channel: "CCARDS", ...args }))).toMatchObject({ error });
});

test.each([
  ["COPEN", "channels:history"],
  ["CCARDS", "groups:history"],
])("of %s needs %s", async (channel, needed) => {
  const { web } = await acme({ scopes: ["chat:write", "im:history"] });
  await expect(web.conversations.history({ channel })).rejects.toMatchObject({
    data: { error: "missing_scope", needed },
  });
});

test("a message keeps its metadata when it is edited without any", async () => {
  const { web, read } = await written();
  const [, second] = (await read()).messages;
  await web.chat.update({ channel: "CCARDS", ts: second?.ts ?? "", text: "edited", blocks: [] });
  await web.chat.update({
    channel: "CCARDS",
    ts: second?.ts ?? "",
    text: "edited",
    blocks: [{ type: "section", text: plain("edited") }],
  });
  expect((await read({ include_all_metadata: true })).messages[1]).toMatchObject({ text: "edited", metadata });
});
