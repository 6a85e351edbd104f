// Whatever is requested at once: there is at most one bot, and windows show its state.
import { beforeEach, expect, test } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { openPage } from "./page-client.js";
import { botsOf } from "./processes.js";
import { askedFor } from "./story.js";

const page = await openPage("in its own process");

beforeEach(async () => {
  page.closeWindows();
  await page.ask("reset", {});
});

test("two windows start the bot at once: there is one bot", async () => {
  await page.ask("bot", { what: "kill" });
  await Promise.all([1, 2].map(() => page.post("/api/bot", { what: "start" })));
  expect(botsOf(process.pid)).toHaveLength(1);
});

test("two windows restart the bot at once: there is one bot", async () => {
  await Promise.all([1, 2].map(() => page.post("/api/bot", { what: "kill_and_restart" })));
  expect(botsOf(process.pid)).toHaveLength(1);
});

test("two resets and a restart of the bot at once end with one bot, in the last run", async () => {
  const alice = await page.window(ids.alice);
  const { run } = alice.workspace;
  await Promise.all([
    page.post("/api/reset", {}),
    page.post("/api/bot", { what: "kill_and_restart" }),
    page.post("/api/reset", {}),
  ]);
  await alice.until("the last run", () => alice.workspace.run === run + 2);
  await alice.until("a running bot", () => alice.backstage.bot.state === "running");
  expect(botsOf(process.pid)).toHaveLength(1);
});

test("a start while everything is reset leaves one bot", async () => {
  await Promise.all([page.post("/api/reset", {}), page.post("/api/bot", { what: "start" })]);
  expect(botsOf(process.pid)).toHaveLength(1);
});

test.each([{ clerk: "answer_lost" }, { slack: "rate_limited" }] as const)(
  "a reset does not wait for the unfinished work of a bot under %j",
  async (faults) => {
    const { carol, card } = await askedFor(page);
    await page.ask("faults", faults);
    await carol.press(ids.approvals, card, "Approve");
    await carol.until("that it is under way", () =>
      carol.backstage.requests.some(({ status }) => status === "approved" || status === "issued"),
    );
    const { log } = page.live.sandbox;
    await page.ask("reset", {});
    // An orderly stop would log so last.
    expect(log.at(-1)).not.toMatch(/understudy has stopped/);
  },
);
