// A connection that was kept alive and turns out dead: a look-up is asked once more, and nothing else is.
import { setImmediate as turn } from "node:timers/promises";
import { webApi } from "@slack/bolt";
import { expect, test } from "vitest";
import { createLog } from "../../../src/runtime/log.js";
import { createNetwork } from "../../../src/runtime/network.js";
import { libraryLogger } from "../../../src/slack/transport/library-logger.js";
import { createSlackApi, okAnswer, slackFetch } from "../../../src/slack/transport/web-api.js";
import { type Death, dyingServer } from "../../dying-server.js";

async function raise(death: Death) {
  const server = await dyingServer(death, { ok: true });
  const lines: string[] = [];
  const log = createLog("debug", { write: (line) => lines.push(line) });
  const client = new webApi.WebClient("xoxb-none", {
    slackApiUrl: `${server.origin}/api/`,
    logger: libraryLogger(log),
    retryConfig: { retries: 0 },
    fetch: slackFetch(createNetwork({})),
  });
  const api = createSlackApi(client, log, Date.now);
  const call = (method: string) => api.call(method, {}, okAnswer);
  // The connection is there, and is kept alive.
  await call("auth.test");
  await turn();
  return { server, call, lines };
}

const asked = (...methods: string[]) => methods.map((method) => `POST /api/${method}`);

test.each([
  "auth.test",
  "bots.info",
  "users.info",
  "usergroups.users.list",
  "conversations.info",
  "conversations.members",
  "conversations.history",
])("%s is asked again over a new connection, and nobody notices", async (method) => {
  const { server, call, lines } = await raise("closes");
  await call(method);
  expect(server.asked).toEqual(asked("auth.test", method, method));
  expect(lines.join("")).not.toContain(" warn ");
});

test("it is asked again only once, and the failure names host and cause", async () => {
  const { server, call, lines } = await raise("resets");
  server.breakAll();
  await expect(call("users.info")).rejects.toMatchObject({ kind: "unknown", code: "no_answer" });
  expect(server.asked).toEqual(asked("auth.test", "users.info", "users.info"));
  expect(lines.at(-1)).toMatch(
    / warn slack users\.info no_answer \d+ms host=127\.0\.0\.1:\d+ cause=(UND_ERR_SOCKET|ECONNRESET)/,
  );
});

test.each(["chat.postMessage", "chat.update", "chat.delete", "conversations.open", "views.open", "views.update"])(
  "%s is asked once, whatever becomes of it",
  async (method) => {
    const { server, call } = await raise("closes");
    await expect(call(method)).rejects.toMatchObject({ kind: "unknown", code: "no_answer" });
    expect(server.asked).toEqual(asked("auth.test", method));
  },
);
