import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const text = readFileSync("manifest.yml", "utf8");
const manifest = z
  .object({
    features: z.object({
      app_home: z.record(z.string(), z.boolean()),
      shortcuts: z.array(z.object({ type: z.string(), callback_id: z.string() })),
      slash_commands: z.array(
        z.object({ command: z.string(), should_escape: z.boolean(), url: z.string().optional() }),
      ),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()), user: z.array(z.string()).optional() }) }),
    settings: z.object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
      interactivity: z.object({ is_enabled: z.boolean() }),
      socket_mode_enabled: z.boolean(),
      token_rotation_enabled: z.boolean(),
      org_deploy_enabled: z.boolean(),
    }),
  })
  .parse(parse(text));

/** The scopes, and a Web API method, or the command, that each is for. */
const scopes = {
  commands: "/impersonate",
  "chat:write": "chat.postMessage",
  "users:read": "users.info",
  "users:read.email": "users.info",
  "usergroups:read": "usergroups.users.list",
  "channels:read": "conversations.info",
  "groups:read": "conversations.members",
  "channels:history": "conversations.history",
  "groups:history": "conversations.history",
  "im:history": "conversations.history",
  "im:write": "conversations.open",
};

test("people who are mentioned in the command arrive as ids", () => {
  expect(manifest.features.slash_commands).toEqual([{ command: "/impersonate", should_escape: true }]);
});

test("direct messages of the bot's can be shown, and so can its Home tab, of whose opening it is told", () => {
  expect(manifest.features.app_home).toMatchObject({ messages_tab_enabled: true, home_tab_enabled: true });
  expect(manifest.settings.event_subscriptions).toEqual({ bot_events: ["app_home_opened"] });
});

test("the form can be opened by a shortcut", () => {
  expect(manifest.features.shortcuts).toEqual([{ type: "global", callback_id: "request_access" }]);
});

test("no public address is needed, and the token that is set does not expire", () => {
  expect(manifest.settings).toMatchObject({
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
    token_rotation_enabled: false,
  });
});

test("the bot asks for the scopes it needs and no other, and nothing in anybody's name", () => {
  expect(manifest.oauth_config.scopes).toEqual({ bot: Object.keys(scopes) });
});

test.each(Object.entries(scopes))("the scope %s stands beside a comment that names %s", (scope, call) => {
  const lines = text.split("\n").map((line) => line.trim());
  const at = lines.indexOf(`- ${scope}`);
  expect(lines[at - 1]).toMatch(/^# /);
  expect(lines[at - 1]).toContain(call);
});
