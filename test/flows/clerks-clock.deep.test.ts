// The bot's machine shows another time than Clerk: links and sessions go by Clerk's.
import { afterEach, expect, test } from "vitest";
import { MovableClock } from "../../src/sandbox/clock.js";
import { rest } from "../resilience/faults/rest.js";
import { curtain, holdsALink, raise, type Stage } from "./stage.js";

afterEach(curtain);

const minute = 60_000;

async function withBotClock(aheadMs: number): Promise<Stage> {
  return raise({ botClock: new MovableClock(aheadMs), settings: { SESSION_DURATION: "5m" } });
}

function pass({ clock, sandbox }: Stage, ms: number): void {
  clock.advance(ms);
  sandbox.botClock.advance(ms);
}

const clocks: readonly (readonly [string, number])[] = [
  ["ten minutes ahead", 10 * minute],
  ["ten minutes behind", -10 * minute],
];

test.each(clocks)("on a machine that is %s a session is ended at its time, not before and not after", async (_, ms) => {
  const stage = await withBotClock(ms);
  await stage.approved();
  const opened = stage.clerk.browser().open(await stage.link());
  if (!opened.ok) throw new Error(opened.code);
  // Clerk would let it live on: it is for the bot to end it.
  Object.assign(opened.session, {
    expireAt: opened.session.expireAt + 60 * minute,
    abandonAt: Number.MAX_SAFE_INTEGER,
  });
  await stage.card(/In use since/);
  pass(stage, 4 * minute + 30_000);
  await rest(stage);
  await stage.card(/In use until .*\[Revoke\]/s);
  expect(stage.clerk.sessions.map(({ status }) => status)).toEqual(["active"]);
  pass(stage, 30_000);
  await stage.card(/reached its time limit/);
  expect(stage.clerk.sessions.map(({ status }) => status)).toEqual(["revoked"]);
});

test.each(clocks)("on a machine that is %s a link works until the time that its message says", async (_, ms) => {
  const stage = await withBotClock(ms);
  await stage.approved();
  const [token] = stage.clerk.actorTokens;
  const seconds = Math.floor((token?.expiresAt ?? 0) / 1_000);
  expect(JSON.stringify(stage.alice.directMessages())).toContain(`<!date^${seconds}^`);
  pass(stage, 9 * minute + 30_000);
  await rest(stage);
  expect(holdsALink(stage.alice.directMessages())).toBe(true);
  pass(stage, 30_000);
  await stage.directMessage(/The link expired/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
});
