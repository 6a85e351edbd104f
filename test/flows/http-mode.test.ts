// HTTP mode, where anybody can send something: only what Slack signed, in time and once, has an effect.
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { MovableClock } from "../../src/sandbox/clock.js";
import { freePort } from "../ports.js";
import { rest } from "../resilience/faults/rest.js";
import { BotProcess, killAll } from "./bot-process.js";
import { overHttp, overhearing, rawConnection, signedHeaders, statusOf } from "./http-stage.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const help = new URLSearchParams({ command: "/impersonate", text: "help", user_id: ids.alice }).toString();
const minute = 60_000;

const logged = ({ sandbox }: Stage, pattern: RegExp) => sandbox.log.filter((line) => pattern.test(line));

test("the same story runs, and what Slack did not sign, or signed long ago or for later, is refused", async () => {
  const { stage, url } = await overHttp();
  const { message } = await stage.inUse();
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk confirmed it/);
  const post = async (atMs: number, secret: string) =>
    (await fetch(url, { method: "POST", body: help, headers: signedHeaders(secret, atMs, help) })).status;
  const now = stage.clock.now();
  expect(await post(now, "another secret")).toBe(401);
  expect(await post(now - 6 * minute, stage.slack.signingSecret)).toBe(401);
  expect(await post(now + 6 * minute, stage.slack.signingSecret)).toBe(401);
});

test("a click that is sent again after a restart does nothing", async () => {
  const http = await overHttp();
  const { stage } = http;
  stage.clerk.fail({
    operation: "actor_tokens.create",
    times: 2,
    when: "before",
    how: { kind: "clerk_error", status: 402, code: "unsupported_subscription_plan_features" },
  });
  await stage.carol.clicks(await stage.ask(), "Approve");
  const failed = await stage.card(/\[Retry\]/);
  await rest(stage);
  const proxy = await overhearing(http);
  await stage.carol.clicks(failed, "Retry");
  await rest(stage);
  await stage.sandbox.restartBot();
  expect(await proxy.again()).toEqual({ status: 200, text: "" });
  await rest(stage);
  expect(stage.clerk.actorTokens).toEqual([]);
  await stage.card(/\[Retry\]/);
  expect(logged(stage, /duplicate payload ignored/)).toHaveLength(1);
  await stage.carol.clicks(await stage.card(/\[Retry\]/), "Retry");
  await stage.card(/@alice has the link/);
});

test("a command that is sent again after a restart is not answered again", async () => {
  const http = await overHttp();
  const { stage } = http;
  const proxy = await overhearing(http);
  await stage.eve.types(ids.general, "/impersonate help");
  await stage.told(ids.eve, ids.general, /\/impersonate @user/);
  await rest(stage);
  await stage.sandbox.restartBot();
  const before = stage.slack.messages.length;
  expect((await proxy.again()).status).toBe(200);
  await rest(stage);
  expect(stage.slack.messages).toHaveLength(before);
});

test.each([
  ["ahead", 12 * minute, /ahead="12 minutes"/],
  ["behind", -12 * minute, /behind="12 minutes"/],
])(
  "a clock twelve minutes %s refuses payloads, and the log says why and by how much, once a minute",
  async (_, aheadMs, by) => {
    const botClock = new MovableClock(aheadMs);
    const { stage } = await overHttp({ botClock });
    expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "dispatch_failed" });
    await stage.eve.types(ids.general, "/impersonate help");
    const lines = () =>
      logged(stage, /error clock differs from Slack's, so payloads are refused: set this machine's clock/);
    expect(lines()).toEqual([expect.stringMatching(by)]);
    for (const clock of [botClock, stage.clock]) clock.advance(minute);
    await stage.eve.types(ids.general, "/impersonate help");
    expect(lines()).toHaveLength(2);
    expect(lines()[1]).toMatch(/omitted=1/);
  },
);

test("a clock three minutes off is told before it refuses anything", async () => {
  const { stage } = await overHttp({ botClock: new MovableClock(-3 * minute) });
  expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "acknowledged" });
  expect(
    logged(stage, / error clock differs from Slack's: set this machine's clock, best by NTP behind="3 minutes"/),
  ).toHaveLength(1);
});

const mebibyte = "x".repeat(1024 * 1024);

test("a body of more than a mebibyte is refused as soon as that is known, signed or not", async () => {
  const http = await overHttp();
  const { stage } = http;
  expect(await statusOf(http, { "content-length": 1024 * 1024 + 1 }, () => {})).toBe(413);
  const endless = (write: (chunk: string) => void) => {
    write(mebibyte);
    write("x");
  };
  expect(await statusOf(http, { "transfer-encoding": "chunked" }, endless)).toBe(413);
  expect(logged(stage, /http request refused: its body is too long.*status=413/)).toHaveLength(1);
  expect(await stage.eve.types(ids.general, "/impersonate help")).toMatchObject({ kind: "acknowledged" });
});

test.each([
  ["GET", "/slack/events"],
  ["POST", "/"],
  ["POST", "//"],
])("%s %s is none of its business", async (method, path) => {
  const { stage, port } = await overHttp();
  const { socket, received } = await rawConnection(port);
  socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
  expect(await received).toMatch(/^HTTP\/1\.1 404 /);
  expect(logged(stage, / error /)).toEqual([]);
});

test("Slack's check of the certificate is answered, though it is not signed, and nothing that comes with it", async () => {
  const { stage, url } = await overHttp();
  const body = `ssl_check=1&${help}`;
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  expect((await fetch(url, { method: "POST", body, headers })).status).toBe(200);
  await rest(stage);
  expect(stage.slack.messages).toEqual([]);
});

test("more than a hundred connections are refused, and Slack's payloads come through as soon as some are closed", async () => {
  const { stage, port } = await overHttp();
  const open = await Promise.all(Array.from({ length: 100 }, () => rawConnection(port)));
  const { received } = await rawConnection(port);
  expect(await received).toBe("");
  expect(logged(stage, /warn http connection refused: too many are open/)).toHaveLength(1);
  await Promise.all(open.map(({ socket }) => once(socket.destroy(), "close")));
  // The bot may not have noticed yet.
  let outcome = await stage.eve.types(ids.general, "/impersonate help");
  while (outcome.kind === "dispatch_failed") outcome = await stage.eve.types(ids.general, "/impersonate help");
  expect(outcome).toMatchObject({ kind: "acknowledged" });
});

test("it listens on this machine alone, unless HOST says otherwise", async () => {
  const { stage, port } = await overHttp();
  await expect(rawConnection(port, "127.0.0.2")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  stage.sandbox.settings = { ...stage.sandbox.settings, HOST: "0.0.0.0" };
  await stage.sandbox.restartBot();
  await rawConnection(port, "127.0.0.2");
});

test("a HOST that this machine has not ends the start with one sentence", async () => {
  const stage = await raise({ bot: "none", http: { port: await freePort() } });
  const bot = BotProcess.node({ ...stage.sandbox.settings, HOST: "192.0.2.1" });
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toMatch(
    /This machine has no such address as HOST\. Set HOST to 127\.0\.0\.1, to 0\.0\.0\.0 or to one/,
  );
});

test("half a request holds up no shutdown", async () => {
  const { stage, port } = await overHttp();
  const { socket, received } = await rawConnection(port);
  socket.write("POST /slack/events HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
  await rawConnection(port);
  await stage.ask();
  await stage.sandbox.stopBot();
  await received;
  expect(logged(stage, /shutdown timed out/)).toEqual([]);
});
