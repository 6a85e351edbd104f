// How long a link takes from the click on Approve, where Slack and Clerk answer after 100 ms.
import { linkGoal } from "../goals.js";
import { approverAt, askerAt, customerAt, desks, invitePeople } from "../load/people.js";
import { Steps } from "../load/steps.js";
import type { Contestant } from "../processes/contestant.js";
import { spreadOf } from "../statistics.js";
import { upstreamMs } from "./acknowledgement.js";
import type { Measure } from "./measure.js";

const loopsPerRound = 10;

export const measureLink: Measure = async ({ rounds, openBot }) => {
  const bot = await openBot();
  invitePeople(bot.sandbox);
  await bot.start();
  const [times = noTimes()] = await loopsInTurns(rounds, [bot]);
  await bot.close();
  return [
    { what: "click on Approve → link, p50", unit: "ms", bot: spreadOf(times.link, 0.5), goal: linkGoal },
    { what: "click on Approve → link, p90", unit: "ms", bot: spreadOf(times.link, 0.9) },
  ];
};

/** Milliseconds by round, from what somebody does until what came of it is seen. */
export interface LoopTimes {
  readonly ask: number[][];
  readonly link: number[][];
  readonly revoke: number[][];
}

export const noTimes = (): LoopTimes => ({ ask: [], link: [], revoke: [] });

/** One request after the other. Resolves with the times of each contestant. */
export async function loopsInTurns(rounds: number, bots: readonly Contestant[]): Promise<LoopTimes[]> {
  const turns = bots.map((bot) => {
    bot.answerAfter(upstreamMs);
    return { steps: new Steps(bot.sandbox), times: noTimes() };
  });
  // The first round only compiles.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { steps, times } of turns) {
      const loops: Loop[] = [];
      for (let turn = 0; turn < loopsPerRound; turn += 1) loops.push(await loopAt(steps, turn % desks, turn));
      if (round === 0) continue;
      times.ask.push(loops.map(({ askMs }) => askMs));
      times.link.push(loops.map(({ linkMs }) => linkMs));
      times.revoke.push(loops.map(({ revokeMs }) => revokeMs));
    }
  }
  return turns.map(({ times }) => times);
}

interface Loop {
  readonly askMs: number;
  readonly linkMs: number;
  readonly revokeMs: number;
}

/** A whole request: asked, approved, its link delivered, revoked, and confirmed. */
export async function loopAt(steps: Steps, desk: number, turn: number): Promise<Loop> {
  const asked = await steps.ask(askerAt(desk, turn), customerAt(desk));
  const linked = await steps.approve(asked, approverAt(desk));
  return { askMs: asked.ms, linkMs: linked.ms, revokeMs: await steps.revoke(linked) };
}
