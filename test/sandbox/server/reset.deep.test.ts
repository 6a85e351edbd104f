// A reset starts everything over, for every window, whatever else is going on.
import { existsSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { openPage } from "./page-client.js";
import { botsOf } from "./processes.js";
import { approvedFor, askedFor, inUseFor } from "./story.js";

const page = await openPage("in its own process");

beforeEach(() => page.closeWindows());

test("it empties everything: messages, forms, requests, tokens, sessions and faults", async () => {
  const { alice, carol } = await inUseFor(page);
  await alice.types(ids.general, "/impersonate");
  await alice.modal("Request access");
  await page.ask("faults", { clerk: "plan", slack: "acks_lost" });
  await page.ask("reset", {});
  await alice.until("a running bot", () => alice.workspace.run === 2 && alice.backstage.bot.state === "running");
  await carol.until("the new run", () => carol.workspace.run === 2);
  for (const { workspace } of [alice, carol]) {
    expect(workspace.conversations.flatMap(({ messages }) => messages)).toEqual([]);
    expect(workspace.modals).toEqual([]);
  }
  expect(alice.backstage).toMatchObject({
    requests: [],
    refusals: [],
    actorTokens: [],
    sessions: [],
    faults: { clerk: "none", slack: "none" },
  });
});

test("it resets the clock", async () => {
  await page.ask("advance", { ms: 86_400_000 });
  await page.ask("reset", {});
  const { workspace } = await page.window(ids.alice);
  expect(workspace.aheadMs).toBe(0);
  const { card } = await askedFor(page);
  expect(Number(card.ts) * 1_000).toBeLessThan(Date.now() + 60_000);
});

test("open windows stay open, and show the new run", async () => {
  const [alice, carol] = [await page.window(ids.alice), await page.window(ids.carol)];
  const { run } = alice.workspace;
  await page.ask("reset", {});
  await alice.until("the next run", () => alice.workspace.run === run + 1);
  await alice.until("a running bot", () => alice.backstage.bot.state === "running");
  await alice.types(ids.general, "good morning");
  await carol.message(ids.general, /good morning/);
  await alice.types(ids.general, "/impersonate @bob once more");
  await carol.message(ids.approvals, /once more/);
  await alice.until("the request", () => alice.backstage.requests.length === 1);
});

test("the previous run's database is deleted, and the new one is another file", async () => {
  const { database: before, folder } = page.live.sandbox;
  expect(existsSync(before)).toBe(true);
  await page.ask("reset", {});
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(page.live.sandbox.database)).toBe(true);
});

test("a press on a message of the previous run is refused", async () => {
  const { carol, card } = await askedFor(page);
  const press = carol.pressOn(ids.approvals, card, "Approve");
  await page.ask("reset", {});
  expect((await page.post("/api/press", press)).status).toBe(409);
});

test("a link of the previous run opens nothing", async () => {
  const { ticket } = await approvedFor(page);
  await page.ask("reset", {});
  expect((await page.post("/product/api/sign-in", { ticket })).status).toBe(422);
  expect(page.clerk.sessions).toEqual([]);
});

test("what was read in the previous run does not count as read in the new one", async () => {
  await page.ask("type", { as: ids.carol, channel: ids.general, line: "before" });
  const seen = page.slack.as(ids.alice).messages(ids.general).at(-1);
  await page.ask("read", { as: ids.alice, channel: ids.general, ts: seen?.ts ?? "" });
  await page.ask("reset", {});
  await page.ask("type", { as: ids.carol, channel: ids.general, line: "after" });
  expect((await page.window(ids.alice)).conversation(ids.general).unread).toBe(1);
});

test("two resets at once end with one bot, in the last run", async () => {
  const alice = await page.window(ids.alice);
  const { run } = alice.workspace;
  await Promise.all([page.ask("reset", {}), page.ask("reset", {})]);
  await alice.until("the last run", () => alice.workspace.run === run + 2);
  await alice.until("a running bot", () => alice.backstage.bot.state === "running");
  expect(botsOf(process.pid)).toHaveLength(1);
  await askedFor(page);
});

test("after a kill it restarts the bot", async () => {
  await page.ask("bot", { what: "kill" });
  await page.ask("reset", {});
  expect((await page.window(ids.alice)).backstage.bot.state).toBe("running");
  expect(botsOf(process.pid)).toHaveLength(1);
});
