// Revoke while another program holds the write lock on the database, for which each write of the bot's waits two seconds.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { pendingRepliesIn } from "../resilience/faults/record.js";
import { BotProcess, killAll } from "./bot-process.js";
import { lock } from "./lock.js";
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
  const unlock = lock(stage);
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
  unlock();
  await stage.card(/@alice revoked access .*The link was never opened/s, 60_000);
});

test("who waits for an answer is on record as soon as the lock is gone", async () => {
  const stage = await raise();
  const unlock = lock(stage);
  stage.slack.fail({ method: "users.info", how: { kind: "hang" } });
  const outcome = await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
  expect(outcome.kind).toBe("acknowledged");
  await stage.slack.until("the look-up is under way", () => stage.slack.calls.some(({ fault }) => fault === "hang"));
  expect(pendingRepliesIn(stage.sandbox)).toEqual([]);
  unlock();
  await stage.slack.until("she is on record", () => pendingRepliesIn(stage.sandbox).includes(ids.alice));
  stage.slack.clearFaults();
});
