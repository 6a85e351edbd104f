// The bot as a process: what it says when it cannot start, how it stops, and that it works alone on its database.
import { chmodSync, linkSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { listensAt } from "../sandbox/server/processes.js";
import { BotProcess, killAll } from "./bot-process.js";
import { leaksIn, secretSettings } from "./leaks.js";
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

test("without a .env people are told where it was looked for, what is missing, and to copy .env.example", async () => {
  const bot = BotProcess.node({ DOTENV_CONFIG_PATH: "nowhere/.env", SLACK_BOT_TOKN: "xoxb-1" });
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toMatch(/environment or \/.*\/nowhere\/\.env, which is not there\)/);
  expect(bot.output).toContain("SLACK_BOT_TOKEN is missing (OAuth & Permissions");
  expect(bot.output).toContain("SLACK_BOT_TOKN is not a setting, and has no effect. Is SLACK_BOT_TOKEN meant?");
  expect(bot.output).toContain("copy .env.example to .env and fill it in");
});

test("with .env.example as it is, what nobody filled in is missing", async () => {
  const bot = BotProcess.node({ DOTENV_CONFIG_PATH: ".env.example" });
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output.match(/ is missing /g)).toHaveLength(4);
  expect(bot.output).not.toMatch(/must|copy/);
});

test("Socket Mode and HTTP mode at once are refused in a sentence", async () => {
  const { sandbox } = await raise({ bot: "none" });
  const bot = BotProcess.node({ ...sandbox.settings, SLACK_SIGNING_SECRET: "0123456789abcdef" });
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toContain("SLACK_APP_TOKEN (Socket Mode) and SLACK_SIGNING_SECRET (HTTP mode) are both set");
});

/** A folder that goes away with the test. */
function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "understudy-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a bot whose secrets are files works, and says nothing of what is in them", async () => {
  const stage = await raise({ bot: "none" });
  const { settings } = stage.sandbox;
  const folder = scratchFolder();
  const withFiles: Record<string, string | undefined> = { ...settings };
  for (const name of secretSettings.filter((secret) => settings[secret] !== undefined)) {
    const file = join(folder, name);
    writeFileSync(file, `${settings[name]}\n`);
    withFiles[name] = undefined;
    withFiles[`${name}_FILE`] = file;
  }
  const bot = BotProcess.node(withFiles);
  await bot.says(isRunning);
  const card = await stage.ask();
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  bot.kill("SIGTERM");
  expect(await bot.exited).toEqual({ code: 0 });
  expect(leaksIn(bot.output, settings)).toEqual([]);
});

test("a secret's file that is not there ends the start by name", async () => {
  const { sandbox } = await raise({ bot: "none" });
  const { CLERK_SECRET_KEY: _, ...settings } = sandbox.settings;
  const bot = BotProcess.node({ ...settings, CLERK_SECRET_KEY_FILE: "/run/secrets/nowhere" });
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toContain("CLERK_SECRET_KEY_FILE names a file that is not there (ENOENT).");
  expect(bot.output).not.toContain("nowhere");
});

test.each([
  ["that others may read is warned of", 0o644, true],
  ["that is its owner's alone is not", 0o600, false],
])("a .env %s", async (_what, mode, warned) => {
  const { sandbox } = await raise({ bot: "none" });
  const file = join(scratchFolder(), ".env");
  const lines = Object.entries({ ...sandbox.settings, APPROVER: "U0" }).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(file, lines.join(""));
  chmodSync(file, mode);
  const bot = BotProcess.node({ DOTENV_CONFIG_PATH: file });
  await bot.says(isRunning);
  const warning = / warn other users of this machine can read the settings file=\S+\.env .*chmod 600/;
  expect(warning.test(bot.output)).toBe(warned);
  expect(bot.output).toMatch(/ warn misspelled setting words="APPROVER is not a setting, .* Is APPROVERS meant\?"/);
  expect(leaksIn(bot.output, sandbox.settings)).toEqual([]);
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

/** With this, Node's inspector would find a port that is free. */
const anyPort = { NODE_OPTIONS: "--inspect-port=0" };

test("SIGUSR1 opens the inspector of any Node but the bot's, which goes on working", async () => {
  const stage = await raise({ bot: "none" });
  const bare = BotProcess.under(process.execPath, ["-e", "setInterval(() => {}, 1e6); console.log('here')"], anyPort);
  await bare.says(/here/);
  bare.kill("SIGUSR1");
  await bare.says(/Debugger listening/);
  expect(listensAt(bare.pid)).toHaveLength(1);
  const bot = BotProcess.node({ ...stage.sandbox.settings, ...anyPort });
  await bot.says(isRunning);
  bot.kill("SIGUSR1");
  await stage.ask();
  expect(listensAt(bot.pid)).toEqual([]);
  bot.kill("SIGTERM");
  expect(await bot.exited).toEqual({ code: 0 });
  expect(bot.output).not.toMatch(/debugger|inspector/i);
});
