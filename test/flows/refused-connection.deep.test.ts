// Slack takes the bot's connection no more, or never did: how the process ends, and what it says.
import { afterEach, expect, test } from "vitest";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const refuse = ({ slack }: Stage, error: string) =>
  slack.fail({ method: "apps.connections.open", times: Number.POSITIVE_INFINITY, how: { kind: "error", error } });

// Which codes there are is in test/slack/transport/connection-failure.test.ts.
test.each(["invalid_auth", "token_revoked"])(
  "a token that Slack refuses with %s while the bot runs ends the process in order with one sentence",
  async (error) => {
    const stage = await raise({ bot: "none" });
    const bot = BotProcess.node(stage.sandbox.settings);
    await bot.says(/understudy is running/);
    await stage.ask();
    refuse(stage, error);
    stage.slack.sockets.refresh(1);
    expect(await bot.exited).toEqual({ code: 1 });
    expect(bot.output).toContain(`Slack did not accept SLACK_APP_TOKEN (${error}): `);
    expect(bot.output).toContain("understudy has stopped");
    expect(bot.output).not.toMatch(/unhandled|\n\s+at /);
  },
);

test("a token that Slack refuses ends the start with the same sentence", async () => {
  const stage = await raise({ bot: "none" });
  refuse(stage, "token_revoked");
  const bot = BotProcess.node(stage.sandbox.settings);
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toContain("Slack did not accept SLACK_APP_TOKEN (token_revoked): ");
  expect(bot.output).not.toMatch(/unhandled|\n\s+at /);
});

test("a Slack that stops answering in the middle of the start ends it with a sentence that names host and cause", async () => {
  const stage = await raise({ bot: "none" });
  let asked = 0;
  // The bot asks who it is, and the library asks again.
  stage.slack.watch(({ method }, at) => {
    if (method === "auth.test" && at === "arrived") asked += 1;
    return method === "auth.test" && asked > 1 ? "is lost" : "goes on";
  });
  const bot = BotProcess.node(stage.sandbox.settings);
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toMatch(/Slack can't be reached at 127\.0\.0\.1:\d+ \((UND_ERR_SOCKET|ECONNRESET)\)\. /);
  expect(bot.output).not.toMatch(/unhandled|\n\s+at /);
});

test("where Socket Mode was switched off, which Slack says on the connection itself, the process ends in order too", async () => {
  const stage = await raise({ bot: "none" });
  const bot = BotProcess.node(stage.sandbox.settings);
  await bot.says(/understudy is running/);
  stage.slack.sockets.upgradeMode = "disabled";
  stage.slack.sockets.refresh(1);
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toMatch(/SLACK_APP_TOKEN \(link_disabled\).*Socket Mode has to be on/);
  expect(bot.output).toContain("understudy has stopped");
});
