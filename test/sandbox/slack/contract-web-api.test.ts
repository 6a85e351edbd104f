// Tokens, scopes and conversations, with the plain Web API client.
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { acme, client, refusal } from "./acme.js";

const membersPage = z.object({ members: z.array(z.string()) });

describe("a call is refused", () => {
  test.each([
    ["with a wrong token", "xoxb-wrong", "auth.test", "invalid_auth"],
    ["with no token", "", "auth.test", "not_authed"],
    ["to open a socket with the bot's token", "bot", "apps.connections.open", "not_allowed_token_type"],
    ["to post with the app's token", "app", "chat.postMessage", "not_allowed_token_type"],
    ["when Slack has no such method", "bot", "chat.shout", "unknown_method"],
  ])("%s", async (_, token, method, error) => {
    const { slack } = await acme();
    const tokens: Record<string, string> = { bot: slack.botToken, app: slack.appToken };
    expect(await refusal(client(slack, tokens[token] ?? token).apiCall(method))).toMatchObject({ error });
  });

  test.each([
    ["chat.postMessage", { channel: "COPEN", text: "hi" }, "chat:write"],
    ["chat.postEphemeral", { channel: "COPEN", user: "UALICE", text: "hi" }, "chat:write"],
    ["chat.update", { channel: "COPEN", ts: "1.1", text: "hi" }, "chat:write"],
    ["chat.delete", { channel: "COPEN", ts: "1.1" }, "chat:write"],
    ["users.info", { user: "UALICE" }, "users:read"],
    ["users.lookupByEmail", { email: "alice@acme.test" }, "users:read.email"],
    ["usergroups.list", {}, "usergroups:read"],
    ["usergroups.users.list", { usergroup: "SMANAGERS" }, "usergroups:read"],
    ["conversations.info", { channel: "COPEN" }, "channels:read"],
    ["conversations.info", { channel: "CCARDS" }, "groups:read"],
    ["conversations.members", { channel: "CCARDS" }, "groups:read"],
    ["conversations.history", { channel: "COPEN" }, "channels:history,groups:history,im:history,mpim:history"],
    ["conversations.open", { users: "UALICE" }, "im:write"],
  ])("%s %o when the manifest lacks %s", async (method, args, needed) => {
    const { web } = await acme({ scopes: ["commands", "mpim:read"] });
    const call = web.apiCall(method, args);
    await expect(call).rejects.toMatchObject({
      data: { error: "missing_scope", needed, provided: "commands,mpim:read" },
    });
  });
});

describe("a call is served", () => {
  test("as JSON with the token in the body, extra arguments ignored", async () => {
    const { slack } = await acme();
    const answer = await fetch(`${slack.url}users.info`, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ token: slack.botToken, user: "UALICE", team_id: "T9", whatever: 1 }),
    });
    expect(await answer.json()).toMatchObject({ ok: true, user: { id: "UALICE" } });
    expect(slack.calls[0]?.args).toEqual({ user: "UALICE", team_id: "T9", whatever: 1 });
  });

  test("with the token's scopes beside the answer", async () => {
    const { web, slack } = await acme({ scopes: ["chat:write", "users:read"] });
    const answer = await web.auth.test();
    expect(answer).toMatchObject({ user_id: slack.bot.userId, bot_id: slack.bot.botId, team_id: "T0ACME" });
    expect(answer.response_metadata?.scopes).toEqual(["chat:write", "users:read"]);
    const person = await web.users.info({ user: "UALICE" });
    expect(person.response_metadata?.acceptedScopes).toEqual(["users:read"]);
  });

  test("with a socket address on the workspace's own origin", async () => {
    const { slack } = await acme();
    const { url } = await client(slack, slack.appToken).apps.connections.open();
    expect(url).toContain(slack.url.replace("http", "ws").replace("/api/", "/link/?ticket="));
  });
});

describe("conversations", () => {
  test.each([
    ["conversations.info", { channel: "CNONE" }, "channel_not_found"],
    ["conversations.info", { channel: "CSECRET" }, "channel_not_found"],
    ["conversations.members", { channel: "CSECRET" }, "channel_not_found"],
    ["conversations.members", { channel: "COPEN", limit: 0 }, "invalid_limit"],
    ["conversations.members", { channel: "COPEN", limit: 1001 }, "invalid_limit"],
    ["conversations.members", { channel: "COPEN", cursor: "rubbish" }, "invalid_cursor"],
    ["conversations.open", {}, "users_list_not_supplied"],
    ["conversations.open", { users: "UNOBODY" }, "user_not_found"],
    ["conversations.open", { users: "UBOB" }, "user_disabled"],
    ["conversations.open", { users: "UEVE" }, "user_not_visible"],
    ["conversations.open", { users: "bot" }, "cannot_dm_bot"],
  ])("%s %o is refused with %s", async (method, args, error) => {
    const { web, slack } = await acme();
    const given = "users" in args && args.users === "bot" ? { users: slack.bot.userId } : args;
    expect(await refusal(web.apiCall(method, given))).toMatchObject({ error });
  });

  test.each([
    ["COPEN", { is_member: true, is_private: false, is_archived: false, is_channel: true }],
    ["CGENERAL", { is_member: false, is_private: false }],
    ["CCARDS", { is_member: true, is_private: true, is_group: true }],
    ["COLD", { is_archived: true }],
  ])("%s is described as %o", async (channel, expected) => {
    const { web } = await acme();
    expect((await web.conversations.info({ channel })).channel).toMatchObject(expected);
  });

  test("a channel shared with another organization says so", async () => {
    const { web, slack } = await acme();
    slack.updateChannel("COPEN", { isExtShared: true });
    expect((await web.conversations.info({ channel: "COPEN" })).channel).toMatchObject({ is_ext_shared: true });
  });

  test("a page of members may be smaller than asked for; the last has an empty cursor", async () => {
    const { web, slack } = await acme();
    slack.settings.itemsPerPage = 1;
    const seen: string[] = [];
    let pages = 0;
    for await (const page of web.paginate("conversations.members", { channel: "COPEN", limit: 200 })) {
      pages += 1;
      seen.push(...membersPage.parse(page).members);
    }
    expect({ pages, seen }).toEqual({ pages: 3, seen: ["UALICE", "UCAROL", slack.bot.userId] });
  });

  test("opening a direct conversation gives its D id, the same each time", async () => {
    const { web } = await acme();
    const [first, again] = [
      await web.conversations.open({ users: "UALICE" }),
      await web.conversations.open({ users: "UALICE" }),
    ];
    expect(first.channel?.id).toMatch(/^D/);
    expect(again.channel?.id).toBe(first.channel?.id);
  });
});
