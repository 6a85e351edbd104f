// The bot as a process: what it says when it cannot start, how it stops, and what it finds after it was killed.
import { afterEach, expect, test } from "vitest";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, holdsALink, raise } from "./stage.js";

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
  expect(bot.output).toContain("OAuth & Permissions → Bot User OAuth Token");
  expect(bot.output).not.toMatch(/xoxp-wrong|somebody|soon\b|\n\s+at /);
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
  await second.says(/another understudy works with this database; waiting/);
  const card = await stage.ask();
  expect(second.output).not.toMatch(isRunning);
  first.kill("SIGTERM");
  await second.says(isRunning);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
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

test("killed while Clerk makes the token: after the restart nobody has a link, and the card tells the truth", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "after", times: 1, how: { kind: "hang" } });
  await stage.carol.clicks(card, "Approve");
  await stage.clerk.until("Clerk has made it", () => stage.clerk.actorTokens.length === 1);
  first.kill("SIGKILL");
  await first.exited;
  const second = BotProcess.node(stage.sandbox.settings);
  await second.says(isRunning);
  const failed = await stage.card(/interrupted while the link was being made.*A link may exist, nobody has it/s);
  await stage.directMessage(/was approved, but there is no link/);
  expect(JSON.stringify(stage.slack.messages)).not.toContain("ticket=");
  await stage.carol.clicks(failed, "Retry");
  await stage.card(/@alice has the link/);
});

test("killed after the link was posted: its token is revoked, and Retry makes the one link that counts", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const card = await stage.ask();
  stage.slack.fail({
    method: "chat.postMessage",
    when: "after",
    how: { kind: "hang" },
    match: holdsALink,
  });
  await stage.carol.clicks(card, "Approve");
  const lost = await stage.directMessage(/\[Open as Bob Brown\]/);
  first.kill("SIGKILL");
  await first.exited;
  const second = BotProcess.node(stage.sandbox.settings);
  await second.says(isRunning);
  await stage.card(/interrupted/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
  await stage.alice.clicks(lost, "Revoke");
  await stage.slack.until("the dead link is gone", () => !holdsALink(stage.alice.directMessages()));
});

test("killed in the middle of an edit: the message is brought up to date as soon as the bot is back", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const card = await stage.ask();
  const asked = await stage.directMessage(/\[Cancel request\]/);
  stage.slack.fail({ method: "chat.update", times: 1, how: { kind: "hang" }, match: ({ ts }) => ts === card.ts });
  await stage.alice.clicks(asked, "Cancel request");
  await stage.slack.until("the edit is under way", () => stage.slack.calls.some(({ fault }) => fault === "hang"));
  first.kill("SIGKILL");
  await first.exited;
  const second = BotProcess.node(stage.sandbox.settings);
  await second.says(isRunning);
  await stage.card(/cancelled/);
});

test("killed in the middle of a revoke: it is carried on without a click", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const message = await stage.approved();
  stage.clerk.browser().open(await stage.link());
  stage.clerk.fail({ operation: "sessions.revoke", when: "before", times: 1, how: { kind: "hang" } });
  await stage.alice.clicks(message, "Revoke");
  await stage.clerk.until("the session is being revoked", () =>
    stage.clerk.calls.some(({ path }) => /sessions\/.*\/revoke/.test(path)),
  );
  first.kill("SIGKILL");
  await first.exited;
  const second = BotProcess.node(stage.sandbox.settings);
  await second.says(isRunning);
  await stage.card(/@alice revoked access .* Clerk confirmed it/);
  expect(stage.clerk.sessions.map(({ status }) => status)).toEqual(["revoked"]);
});
