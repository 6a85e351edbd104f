// How long a link takes from the click on Approve, where Slack and Clerk answer after 100 ms.
import { linkGoal } from "../goals.js";
import { approverAt, askerAt, customerAt, desks, invitePeople } from "../load/people.js";
import { Steps } from "../load/steps.js";
import { Contestant } from "../processes/contestant.js";
import { spreadOf } from "../statistics.js";
import { upstreamMs } from "./acknowledgement.js";
import type { Measure } from "./measure.js";

const linksPerRound = 10;

export const measureLink: Measure = async ({ rounds }) => {
  const bot = await Contestant.open("bot");
  invitePeople(bot.sandbox);
  await bot.start();
  const [links = []] = await linksInTurns(rounds, [bot]);
  await bot.close();
  return [
    { what: "click on Approve → link, p50", unit: "ms", bot: spreadOf(links, 0.5), goal: linkGoal },
    { what: "click on Approve → link, p90", unit: "ms", bot: spreadOf(links, 0.9) },
  ];
};

/** One request after the other. Resolves with the milliseconds to each link, by contestant and round. */
export async function linksInTurns(rounds: number, bots: readonly Contestant[]): Promise<number[][][]> {
  const times = bots.map((): number[][] => []);
  const people = bots.map(({ sandbox }) => new Steps(sandbox));
  for (const bot of bots) bot.answerAfter(upstreamMs);
  // The first round only compiles.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, steps] of people.entries()) {
      const inRound: number[] = [];
      for (let turn = 0; turn < linksPerRound; turn += 1) inRound.push(await oneLink(steps, turn));
      if (round > 0) times[index]?.push(inRound);
    }
  }
  return times;
}

async function oneLink(steps: Steps, turn: number): Promise<number> {
  const desk = turn % desks;
  const asked = await steps.ask(askerAt(desk, turn), customerAt(desk));
  const linked = await steps.approve(asked, approverAt(desk));
  await steps.revoke(linked);
  return linked.ms;
}
