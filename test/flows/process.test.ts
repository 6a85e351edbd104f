// The bot as a process: what it says when it cannot start, how it stops, and that it works alone on its database.
import { linkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, raise } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const isRunning = /understudy is running/;

test("wrong settings are told all at once, with where to find them, without values and without a stack", async () => {
  const bot = BotProcess.node({ SLACK_BOT_TOKEN: "xoxp-wrong", APPROVERS: "somebody", LINK_TTL: "soon" });
  expect(await bot.exited).toEqual({ code: 1 });
  for (const name of [
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "CLERK_SECRET_KEY",
    "APPROVAL_CHANNEL",
    "APPROVERS",
    "LINK_TTL",
  ]) {
    expect(bot.output).toContain(name);
  }
  expect(bot.output).toContain("environment or /dev/null)");
  expect(bot.output).toContain("OAuth & Permissions → Bot User OAuth Token");
  expect(bot.output).not.toMatch(/xoxp-wrong|somebody|soon\b|\n\s+at /);
});

test("settings that are missing are told with the .env that was looked for", async () => {
  const bot = BotProcess.node({ DOTENV_CONFIG_PATH: "nowhere/.env" });
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toMatch(/environment or \/.*\/nowhere\/\.env, which is not there\)/);
});

test.each([
  ["SLACK_BOT_TOKEN", "xoxb-wrong", /did not accept SLACK_BOT_TOKEN \(invalid_auth\)/],
  ["SLACK_APP_TOKEN", "xapp-wrong", /did not accept SLACK_APP_TOKEN \(invalid_auth\)/],
  ["DATABASE_URL", "file:/dev/null/no.db", /database .* can't be opened/],
])("a %s that does not work ends the start with one sentence", async (name, value, words) => {
  const { sandbox } = await raise({ bot: "none" });
  const bot = BotProcess.node({ ...sandbox.settings, [name]: value });
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toMatch(words);
  expect(bot.output).not.toMatch(/\n\s+at |wrong/);
});

test.each(["SIGTERM", "SIGINT"] as const)("on %s it finishes what runs and exits with 0", async (signal) => {
  const stage = await raise({ bot: "none" });
  const bot = BotProcess.node(stage.sandbox.settings);
  await bot.says(isRunning);
  const card = await stage.ask();
  stage.clerk.latencyMs = 500;
  await stage.carol.clicks(card, "Approve");
  bot.kill(signal);
  bot.kill(signal);
  expect(await bot.exited).toEqual({ code: 0 });
  await stage.card(/@alice has the link/);
  expect(bot.output).toContain("understudy has stopped");
});

test("when npm dies first, the bot stops by itself", async () => {
  const stage = await raise({ bot: "none" });
  const npm = BotProcess.npm(stage.sandbox.settings);
  await npm.says(isRunning, 15_000);
  await stage.ask();
  npm.kill("SIGKILL");
  await stage.slack.until("its connections are closed", () => stage.slack.sockets.open === 0);
});

test("a second bot on the same database waits for the first, and works once it is gone", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const second = BotProcess.node(stage.sandbox.settings);
  await second.says(/another understudy holds this database; waiting/);
  const card = await stage.ask();
  expect(second.output).not.toMatch(isRunning);
  first.kill("SIGTERM");
  await second.says(isRunning);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
});

test("a second bot on a hard link to the database is refused, and says how to find the link", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const link = join(stage.sandbox.folder, "link.db");
  linkSync(stage.sandbox.database, link);
  const second = BotProcess.node({ ...stage.sandbox.settings, DATABASE_URL: `file:${link}` });
  expect(await second.exited).toEqual({ code: 1 });
  expect(second.output).toMatch(
    /^The database .*link\.db has another name as well \(a hard link\).* find \/ -samefile/,
  );
  await stage.ask();
});

test("a bot that waits for another one stops when it is told to", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const second = BotProcess.node(stage.sandbox.settings);
  await second.says(/waiting/);
  second.kill("SIGTERM");
  expect(await second.exited).toEqual({ code: 0 });
  await stage.ask();
});
