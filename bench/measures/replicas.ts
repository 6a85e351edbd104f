// Whole requests in a second with one process and with several, on one database and one workspace.
import type { Figure } from "../figures.js";
import { desks, invitePeople } from "../load/people.js";
import { Steps } from "../load/steps.js";
import { type Spread, spreadOf } from "../statistics.js";
import { loopAt } from "./link.js";
import type { Measure } from "./measure.js";

const counts = [1, 2, 3] as const;
const warmUpMs = 3_000;
const roundMs = 10_000;

export const measureReplicas: Measure = async ({ rounds, openBot, say }) => {
  const bot = await openBot();
  invitePeople(bot.sandbox);
  const steps = new Steps(bot.sandbox);
  const speeds = new Map<number, number[][]>(counts.map((count) => [count, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [count, inRounds] of speeds) {
      await bot.start();
      await bot.startReplicas(count - 1);
      await loopsPerSecond(steps, warmUpMs);
      inRounds.push([await loopsPerSecond(steps, roundMs)]);
      await bot.stop();
    }
    say(`round ${round + 1} is over`);
  }
  await bot.close();
  const [[, alone = []] = []] = speeds;
  const one = spreadOf(alone, 0.5);
  return [...speeds].map(([count, inRounds]) => figure(count, spreadOf(inRounds, 0.5), one));
};

function figure(count: number, bot: Spread, one: Spread): Figure {
  const what = `whole requests, ${count === 1 ? "1 process" : `${count} processes`}`;
  return { what, unit: "loops/s", bot, ...(count > 1 && { beside: { name: "1 process", spread: one } }) };
}

let turns = 0;

/** As fast as the bot allows, at all desks at the same time. */
async function loopsPerSecond(steps: Steps, ms: number): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  const work = async (desk: number) => {
    while (performance.now() < startedAt + ms) {
      await loopAt(steps, desk, turns++);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: desks }, (_, desk) => work(desk)));
  return (done * 1_000) / (performance.now() - startedAt);
}
