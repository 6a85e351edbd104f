// How long the start takes, from the process to the connection with Slack.
import { Contestant } from "../processes/contestant.js";
import { spreadOf } from "../statistics.js";
import type { Measure } from "./measure.js";

const startsPerRound = 2;

export const measureStart: Measure = async ({ rounds, openBot }) => {
  const bot = await openBot();
  const bare = await Contestant.open("bare");
  const times = await startInTurns(rounds, [bare, bot]);
  await Promise.all([bot.close(), bare.close()]);
  const [bareStarts = [], botStarts = []] = times;
  return [
    {
      what: "start, until it is connected",
      unit: "ms",
      bot: spreadOf(botStarts, 0.5),
      beside: { name: "bare app", spread: spreadOf(bareStarts, 0.5) },
    },
  ];
};

/** Resolves with the milliseconds of each start, by contestant and round. Nothing runs before or after it. */
export async function startInTurns(rounds: number, contestants: readonly Contestant[]): Promise<number[][][]> {
  const times = contestants.map((): number[][] => []);
  // The first start reads the files from the disk.
  for (let round = 0; round <= rounds; round += 1) {
    const inRound = contestants.map((): number[] => []);
    for (let start = 0; start < startsPerRound; start += 1) {
      for (const [index, contestant] of contestants.entries()) {
        inRound[index]?.push(await contestant.start());
        await contestant.sandbox.stopBot();
      }
    }
    if (round > 0) for (const [index, values] of inRound.entries()) times[index]?.push(values);
  }
  return times;
}
