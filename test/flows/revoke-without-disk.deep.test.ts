// Revoke on a disk that takes nothing: access ends at Clerk first, and is put on record when that is possible.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { rest } from "../resilience/faults/rest.js";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

type Begin = (stage: Stage) => ReturnType<Stage["approved"]>;

const accesses: readonly (readonly [string, Begin, RegExp])[] = [
  ["an unused link", (stage) => stage.approved(), /revoked access .*The link was never opened/s],
  ["a session", async (stage) => (await stage.inUse()).message, /revoked access .*Clerk confirmed it/s],
];

function noAccessLeft({ clerk }: Stage): boolean {
  return (
    clerk.actorTokens.every(({ status }) => status !== "pending") &&
    clerk.sessions.every(({ status }) => status !== "active")
  );
}

async function inItsOwnProcess(): Promise<{ stage: Stage; bot: BotProcess }> {
  const stage = await raise({ bot: "none" });
  const bot = BotProcess.node(stage.sandbox.settings);
  await bot.says(/understudy is running/);
  return { stage, bot };
}

test.each(accesses)(
  "Revoke ends %s while the disk takes nothing, and says so; with room again it is on record and shown",
  async (_, begin, shown) => {
    const { stage, bot } = await inItsOwnProcess();
    const message = await begin(stage);
    // A message that is being edited when the disk fills up stays claimed for a minute.
    await rest(stage);
    bot.giveRoom("none");
    await stage.alice.clicks(message, "Revoke");
    await stage.told(ids.alice, message.channel, /Access is over; Clerk confirmed it\. .*can't write to its database/);
    expect(noAccessLeft(stage)).toBe(true);
    bot.giveRoom("unlimited");
    await stage.card(shown, 20_000);
    await stage.directMessage(shown);
  },
);

test("a Revoke that neither the disk nor Clerk takes is tried again at Clerk, by itself and when it is pressed again", async () => {
  const { stage, bot } = await inItsOwnProcess();
  const message = await stage.approved();
  bot.giveRoom("none");
  stage.clerk.fail({ operation: "*", when: "before", how: { kind: "status", status: 503 } });
  await stage.alice.clicks(message, "Revoke");
  await stage.told(ids.alice, message.channel, /Clerk has not confirmed yet .*can't write to its database/);
  const tries = () => stage.clerk.calls.filter(({ operation }) => operation === "actor_tokens.revoke").length;
  await stage.clerk.until("it is tried again", () => tries() > 1);
  stage.clerk.clearFaults();
  await stage.alice.clicks(message, "Revoke");
  await stage.told(ids.alice, message.channel, /Access is over; Clerk confirmed it\. .*can't write to its database/);
  expect(noAccessLeft(stage)).toBe(true);
});
