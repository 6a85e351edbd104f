// Revoke while another program holds the write lock on the database, for which each write of the bot's waits two seconds.
import SQLite from "better-sqlite3";
import { afterEach, onTestFinished, test } from "vitest";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, raise } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

test("Revoke ends access while another program has locked the database, and is on record once it lets go", async () => {
  const stage = await raise({ bot: "none" });
  const bot = BotProcess.node(stage.sandbox.settings);
  await bot.says(/understudy is running/);
  const message = await stage.approved();
  const other = new SQLite(stage.sandbox.database);
  onTestFinished(() => {
    other.close();
  });
  other.exec("begin immediate");
  // It may be acknowledged too late for Slack.
  await stage.alice.clicks(message, "Revoke").catch(() => undefined);
  const status = () => stage.clerk.actorTokens.map((token) => token.status);
  await stage.clerk.until("access is gone", () => status()[0] === "revoked", 60_000);
  await stage.slack.until(
    "alice is told",
    () =>
      stage.alice.messages(message.channel).some((each) => /can't write to its database/.test(stage.alice.reads(each))),
    60_000,
  );
  other.exec("rollback");
  await stage.card(/@alice revoked access .*it is dead/s, 60_000);
});
