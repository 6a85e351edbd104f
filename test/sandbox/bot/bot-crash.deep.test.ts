// A bot that crashes at the worst time leaves the sandbox running.
import { expect, test } from "vitest";
import { openPage } from "../server/page-client.js";
import { botsOf } from "../server/processes.js";

const page = await openPage("in its own process");

test("the clock can be moved while the bot crashes, and the bot can be started again", async () => {
  for (let round = 0; round < 5; round += 1) {
    for (const bot of botsOf(process.pid)) process.kill(bot, "SIGKILL");
    for (let step = 0; step < 20; step += 1) page.live.sandbox.clock.advance(1_000);
    await page.slack.until("the bot is gone", () => !page.live.sandbox.botRuns);
    await page.ask("bot", { what: "start" });
    expect(botsOf(process.pid)).toHaveLength(1);
  }
});
