// The scan that follows every flow test finds what it is there for, wherever that stands.
import { appendFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { connect } from "../database/plain.js";
import { postgresUrl } from "../database/scratch-schema.js";
import { forms, leaksIn } from "./leaks.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

let stage: Stage;
let ticket: string;
let url: string;
beforeEach(async () => {
  stage = await raise();
  await stage.approved();
  ({ ticket, url } = stage.clerk.actorTokens[0] ?? { ticket: "", url: "" });
  expect(stage.leaks.look()).toEqual([]);
});

/** What a scan finds, before the stage is another one again. */
const found = (undo = () => {}) => {
  const leaks = stage.leaks.look();
  undo();
  return leaks.join("\n");
};

test("in the log, as it is, encoded, or within something that is", () => {
  const { slack, clerk, leaks, sandbox } = stage;
  for (const form of [...forms(ticket), Buffer.from(`..${url}..`).toString("base64")]) {
    expect(leaks.in("the log", `x${form}x`), form).toEqual(["a ticket in the log"]);
  }
  for (const key of [slack.botToken, slack.appToken, slack.signingSecret, clerk.secretKey]) {
    expect(leaks.in("the log", `Bearer ${key}`), key).toEqual(["a token or key in the log"]);
  }
  sandbox.log.push(`opened ${url}`);
  expect(found(() => sandbox.log.pop())).toBe("a ticket in the log");
});

test("what Slack handed out: response urls, trigger ids, the tickets of sockets", async () => {
  const given: string[] = [];
  const off = stage.slack.on((event) => {
    if (event.kind === "payload_sent") given.push(JSON.stringify(event.payload));
  });
  await stage.eve.types(ids.general, "/impersonate help");
  off();
  const responseUrl = /"response_url":"([^"]+)"/.exec(given.join())?.[1] ?? "";
  const triggerId = /"trigger_id":"([^"]+)"/.exec(given.join())?.[1] ?? "";
  const opening = stage.slack.calls.find(({ method }) => method === "apps.connections.open");
  const socket = /ticket=([^"&]+)/.exec(JSON.stringify(opening?.response))?.[1] ?? "";
  for (const secret of [responseUrl, triggerId, socket]) {
    stage.sandbox.log.push(`a${secret}b`);
    expect(
      found(() => stage.sandbox.log.pop()),
      secret,
    ).toBe("a response url, trigger id or socket's ticket in the log");
  }
});

test("in a table of the database, such as the audit", () => {
  const database = connect(stage.sandbox.database);
  const planted = `${"x".repeat(3_990)}${ticket}`;
  database
    .prepare("insert into audit (at, request_id, by, action, outcome, detail) values (1, null, 'x', 'x', 'x', ?)")
    .run(JSON.stringify({ planted }));
  database.close();
  expect(stage.leaks.inTables()).toEqual(["a ticket in the table audit"]);
  stage.leaksOnPurpose = true;
});

test.runIf(postgresUrl === undefined)("in a file beside SQLite's, such as its write-ahead log", () => {
  appendFileSync(`${stage.sandbox.database}-wal`, stage.clerk.secretKey);
  expect(stage.leaks.inFiles()).toContain("a token or key in data/understudy.db-wal");
  appendFileSync(`${stage.sandbox.database}-bot`, ticket);
  expect(stage.leaks.inFiles()).toContain("a ticket in data/understudy.db-bot");
  stage.leaksOnPurpose = true;
});

test("in messages: their text, their metadata, somebody else's button, and what an edit has taken out again", () => {
  const { state } = stage.slack;
  const button = {
    type: "button",
    action_id: "a",
    text: { type: "plain_text", text: "Open", emoji: true },
    url,
  } as const;
  const blocks = [{ type: "actions" as const, block_id: "b", elements: [button] }];
  const alices = stage.slack.dmBetween(ids.alice, stage.slack.bot.userId);
  const carols = stage.slack.dmBetween(ids.carol, stage.slack.bot.userId);
  const post = { user: stage.slack.bot.userId, text: "", blocks: [] };
  const leak = (message: Parameters<typeof stage.leaks.inMessage>[0]) => stage.leaks.inMessage(message).length;
  expect(leak({ ...post, channel: alices, blocks })).toBe(0);
  expect(leak({ ...post, channel: carols, blocks })).toBe(1);
  expect(leak({ ...post, channel: ids.approvals, blocks })).toBe(1);
  expect(leak({ ...post, channel: alices, blocks, ephemeralFor: ids.alice })).toBe(1);

  const message = state.messages.post({ ...post, channel: alices, text: `see ${url}`, metadata: {} });
  state.messages.edit(message, { text: "nothing any more", blocks: [] });
  expect(found()).toBe(`a ticket in a message in ${alices}`);
  state.messages.edit(message, { text: "x", blocks: [], metadata: { event_type: "x", event_payload: { ticket } } });
  expect(leak(message)).toBe(1);
  stage.leaksOnPurpose = true;
});

test("in what the bot sent and nobody took", async () => {
  stage.slack.state.calls.begin("chat.postMessage", { channel: ids.carol, text: url }, 0);
  expect(found()).toContain("sent with chat.postMessage");
  stage.leaksOnPurpose = true;
});

test("in what a process said", () => {
  const settings = { SLACK_BOT_TOKEN: "xoxb-1-abcdefgh", CLERK_SECRET_KEY: "sk_test_abcdefgh" };
  for (const line of [`x ${url}`, "POST /actions/T0ACME/1/ab", "authorization: Bearer abc", ticket]) {
    expect(leaksIn(`fine\n${line}\nfine`, settings)).toEqual([line]);
  }
  expect(leaksIn("x xoxb-1-abcdefgh", settings)).toEqual(["SLACK_BOT_TOKEN"]);
  expect(leaksIn("approved, ticket=[secret]", settings)).toEqual([]);
});
