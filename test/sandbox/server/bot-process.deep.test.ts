// The bot in its own process: killed, restarted on the same database, and on the clock that is moved.
import { expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { openPage } from "./page-client.js";
import { botsOf, isAlive } from "./processes.js";
import { asked, askedFor, beth } from "./story.js";

const page = await openPage("in its own process");

test("the bot is another process", async () => {
  const [bot, ...more] = botsOf(process.pid);
  expect(more).toEqual([]);
  expect(bot).not.toBe(process.pid);
  expect((await page.window(ids.alice)).backstage.bot).toEqual({ state: "running", sockets: 2 });
});

test("a kill ends it: its process and connections are gone, and a command reaches nobody", async () => {
  const [bot = 0] = botsOf(process.pid);
  const alice = await page.window(ids.alice);
  await page.ask("bot", { what: "kill" });
  expect(isAlive(bot)).toBe(false);
  await alice.until("a stopped bot", () => alice.backstage.bot.state === "stopped");
  expect(alice.backstage.bot.sockets).toBe(0);
  expect(await alice.types(ids.general, "/impersonate @bob hello?")).toEqual({ outcome: "dispatch_failed" });
});

test("a start runs another process, which answers", async () => {
  await page.ask("bot", { what: "start" });
  expect(botsOf(process.pid)).toHaveLength(1);
  const { alice } = await askedFor(page);
  expect(alice.backstage.bot.state).toBe("running");
});

test("killed and restarted, it is another process that remembers the request", async () => {
  const carol = await page.window(ids.carol);
  const card = await carol.message(ids.approvals, asked);
  const before = botsOf(process.pid);
  await page.ask("bot", { what: "kill_and_restart" });
  const after = botsOf(process.pid);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  await carol.press(ids.approvals, card, "Deny");
  const { viewId } = await carol.modal("Deny request");
  await page.ask("submit", { as: ids.carol, viewId, values: {} });
  await carol.message(ids.approvals, /denied/);
});

test("a kill stops it at once: a link that was being made reaches nobody", async () => {
  const { alice, carol, card } = await askedFor(page, beth);
  await page.ask("faults", { clerk: "slow" });
  await carol.press(ids.approvals, card, "Approve");
  const create = () => carol.backstage.calls.find(({ what }) => what === "POST /v1/actor_tokens");
  await carol.until("the call", () => create() !== undefined);
  await page.ask("bot", { what: "kill" });
  await carol.until("that nobody waits for the answer", () => create()?.outcome === "abandoned by caller");
  await page.ask("faults", { clerk: "none" });
  await page.ask("bot", { what: "start" });
  await carol.message(ids.approvals, /Understudy was interrupted while it created the link/);
  expect(alice.everything).not.toContain("ticket=");
});

test("a bot that exits by itself is shown as stopped, and can be started", async () => {
  const alice = await page.window(ids.alice);
  for (const bot of botsOf(process.pid)) process.kill(bot, "SIGKILL");
  await alice.until("a stopped bot", () => alice.backstage.bot.state === "stopped");
  await page.ask("bot", { what: "start" });
  await alice.until("a running bot", () => alice.backstage.bot.state === "running");
  expect(botsOf(process.pid)).toHaveLength(1);
});

test("while it is killed and restarted, windows show that it is changing", async () => {
  const alice = await page.window(ids.alice);
  await page.ask("bot", { what: "kill_and_restart" });
  await alice.until("a running bot", () => alice.backstage.bot.state === "running");
  const states = alice.stream.events.flatMap(({ data }) => /"bot":{"state":"(\w+)"/.exec(data)?.[1] ?? []);
  expect(new Set(states)).toEqual(new Set(["running", "changing"]));
});

test("the clock reaches it while it runs: a request that nobody decides lapses", async () => {
  const { carol } = await askedFor(page);
  await page.ask("advance", { ms: 3_600_000 });
  await carol.message(ids.approvals, /Nobody decided by/);
});

test("the clock reaches a bot that starts later", async () => {
  const { carol, card } = await askedFor(page, beth);
  await page.ask("bot", { what: "kill" });
  await page.ask("advance", { ms: 3_600_000 });
  expect(carol.now(ids.approvals, card)?.text).toMatch(/Waiting for approval/);
  await page.ask("bot", { what: "start" });
  await carol.becomes(ids.approvals, card, /Nobody decided by/);
});

test.each(["drop", "refresh"] as const)("a %s closes its connections, but does not stop it", async (what) => {
  await page.ask("bot", { what: "kill_and_restart" });
  const alice = await page.window(ids.alice);
  await alice.until("both connections", () => alice.backstage.bot.sockets === 2);
  const bots = botsOf(process.pid);
  await page.ask("sockets", { what });
  await alice.until("fewer connections", () => alice.stream.events.some(({ data }) => /"sockets":[01]}/.test(data)));
  expect(botsOf(process.pid)).toEqual(bots);
});
