// The same figures with many past requests in the database, beside the bare app and a bot without them.
import { setTimeout as pause } from "node:timers/promises";
import type { Figure } from "../figures.js";
import { linkGoal, nearIdleGoal } from "../goals.js";
import { historyOf } from "../history/history-of.js";
import { Crowd, hurried } from "../load/crowd.js";
import { invitePeople } from "../load/people.js";
import { Contestant } from "../processes/contestant.js";
import { spreadOf } from "../statistics.js";
import { ackFigures, acknowledgeInTurns } from "./acknowledgement.js";
import { type LoopTimes, loopsInTurns, noTimes } from "./link.js";
import type { Measure, MeasureContext } from "./measure.js";
import { startInTurns } from "./start.js";

/** What is multiplied: half approved, used and revoked, half denied. */
const originals = 20;
const tellEvery = 100_000;
const quietEveryMs = 200;
const quietTimeoutMs = 60_000;
const youngName = "bot without them";
const linkStep = "click on Approve → link, p50";

export const measureHistory: Measure = async ({ rounds, history, openBot, say }) => {
  const bare = await Contestant.open("bare");
  const young = await botWithRequests(openBot);
  const old = await botWithRequests(openBot);
  const past = historyOf(old.sandbox);
  const bytes = await past.multiply(history, (made) => {
    if (made % tellEvery === 0) say(`${made} past requests`);
  });
  await Promise.all([past.settle(), historyOf(young.sandbox).settle()]);
  const [bareStarts = [], youngStarts = [], oldStarts = []] = await startInTurns(rounds, [bare, young, old]);
  say("started, in turns");
  await Promise.all([bare.start(), young.start(), old.start()]);
  const { ofBots, ofBare } = await acknowledgeInTurns(rounds, [old, young], bare);
  say("acknowledged, in turns");
  const [oldAcks = [], youngAcks = []] = ofBots;
  const [oldLoops = noTimes(), youngLoops = noTimes()] = await loopsInTurns(rounds, [old, young]);
  await Promise.all([bare.close(), young.close(), old.close()]);

  const named = (figure: Figure): Figure => ({ ...figure, what: `${history} past requests: ${figure.what}` });
  const beside = (name: string, rounds: number[][]) => ({ name, spread: spreadOf(rounds, 0.5) });
  const step = (what: string, key: keyof LoopTimes): Figure => {
    const without = beside(youngName, youngLoops[key]);
    return { what, unit: "ms", bot: spreadOf(oldLoops[key], 0.5), beside: without, goal: nearIdleGoal(without.spread) };
  };
  const start = { what: "start, until it is connected", unit: "ms", bot: spreadOf(oldStarts, 0.5) } as const;
  return [
    ...ackFigures("all payloads", oldAcks, { name: "bare app", acks: ofBare }),
    ...ackFigures("all payloads", oldAcks, { name: youngName, acks: youngAcks, goal: nearIdleGoal }),
    { what: linkStep, unit: "ms" as const, bot: spreadOf(oldLoops.link, 0.5), goal: linkGoal },
    step("command → card, p50", "ask"),
    step(linkStep, "link"),
    step("click on Revoke → revoked, p50", "revoke"),
    { ...start, beside: beside("bare app", bareStarts) },
    { ...start, beside: beside(youngName, youngStarts) },
    { what: "a request on the disk", unit: "bytes" as const, bot: spreadOf([[bytes]], 0.5) },
  ].map(named);
};

async function botWithRequests(openBot: MeasureContext["openBot"]): Promise<Contestant> {
  const bot = await openBot();
  const { sandbox } = bot;
  invitePeople(sandbox);
  await bot.start();
  await new Crowd(sandbox, hurried).finish(originals);
  const past = historyOf(sandbox);
  while (await past.isBusy()) await pause(quietEveryMs, undefined, { signal: AbortSignal.timeout(quietTimeoutMs) });
  await sandbox.stopBot();
  return bot;
}
