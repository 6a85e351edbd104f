// Revokes and new requests while Clerk's limit has to do for the polls of many live links too, beside an idle bot.
import { setTimeout as pause } from "node:timers/promises";
import type { Figure, Goal } from "../figures.js";
import { nearIdleGoal, requestAtLowLimitGoal, revokeAtLowLimitGoal } from "../goals.js";
import { LiveLinks } from "../load/live-links.js";
import { approverAt, askerAt, desks, invitePeople, linkCustomer } from "../load/people.js";
import type { Contestant } from "../processes/contestant.js";
import { type Spread, spreadOf } from "../statistics.js";
import { upstreamMs } from "./acknowledgement.js";
import type { Measure } from "./measure.js";

/** Revokes, and as many new requests, in each round. */
const perRound = 10;
const paceMs = 1_500;
/** After a start, everything that is out is looked at. */
const settleMs = 10_000;
/** What is not done by then counts as done then. */
const patienceMs = 20_000;

const limits = { idle: 1_000, high: 1_000, low: 100 } as const;
type Phase = keyof typeof limits;

/** Milliseconds by round. */
interface Times {
  readonly revokes: number[][];
  readonly requests: number[][];
}

export const measureRateLimit: Measure = async ({ rounds, links, openBot, say }) => {
  const idle = await liveLinks(await openBot(), rounds * perRound);
  const busy = await liveLinks(await openBot(), links + 2 * rounds * perRound);
  say(`${links} links are live`);
  const times: Record<Phase, Times> = { idle: noTimes(), high: noTimes(), low: noTimes() };
  for (let round = 0; round < rounds; round += 1) {
    await measurePhase("idle", idle, times.idle);
    await measurePhase("high", busy, times.high);
    await measurePhase("low", busy, times.low);
    say(`round ${round + 1} is over`);
  }
  await Promise.all([idle.contestant.close(), busy.contestant.close()]);
  const figure = (what: string, phase: Phase, key: keyof Times, goal: (idle: Spread) => Goal): Figure => {
    const spread = spreadOf(times.idle[key], 0.9);
    const note = unfinished(times[phase][key]);
    return {
      what: `${what}, ${links} live links, limit ${limits[phase]}/10 s, p90`,
      unit: "ms",
      bot: spreadOf(times[phase][key], 0.9),
      beside: { name: "idle bot", spread },
      goal: goal(spread),
      ...(note !== undefined && { note }),
    };
  };
  return [
    figure("Revoke", "low", "revokes", () => revokeAtLowLimitGoal),
    figure("new request", "low", "requests", () => requestAtLowLimitGoal),
    figure("Revoke", "high", "revokes", nearIdleGoal),
    figure("new request", "high", "requests", nearIdleGoal),
  ];
};

interface Place {
  readonly contestant: Contestant;
  readonly links: LiveLinks;
  turn: number;
}

async function liveLinks(contestant: Contestant, count: number): Promise<Place> {
  invitePeople(contestant.sandbox, count);
  const links = new LiveLinks(contestant);
  await links.make(count);
  return { contestant, links, turn: 0 };
}

async function measurePhase(phase: Phase, place: Place, times: Times): Promise<void> {
  const { contestant, links } = place;
  const { sandbox } = contestant;
  links.visit();
  sandbox.clerk.limitRate(limits[phase]);
  contestant.answerAfter(upstreamMs);
  await contestant.start({ CLERK_REQUESTS_PER_10S: String(limits[phase]) });
  await pause(settleMs);
  const revokes: Promise<number>[] = [];
  const requests: Promise<number>[] = [];
  for (let step = 0; step < perRound; step += 1) {
    revokes.push(revoke(links));
    await pause(paceMs / 2);
    requests.push(request(place));
    await pause(paceMs / 2);
  }
  times.revokes.push(await Promise.all(revokes));
  times.requests.push(await Promise.all(requests));
  await sandbox.stopBot();
  contestant.answerAfter(0);
}

function revoke(links: LiveLinks): Promise<number> {
  return links.steps.revoke(links.take(), patienceMs).catch(() => patienceMs);
}

/** From the command to the card, and from the approval to the link. */
async function request(place: Place): Promise<number> {
  const { steps } = place.links;
  const turn = place.turn++;
  try {
    const asked = await steps.ask(askerAt(turn % desks, Math.floor(turn / desks)), linkCustomer(turn), patienceMs);
    const linked = await steps.approve(asked, approverAt(turn % desks), patienceMs);
    return Math.min(asked.ms + linked.ms, patienceMs);
  } catch {
    return patienceMs;
  }
}

const noTimes = (): Times => ({ revokes: [], requests: [] });

function unfinished(rounds: readonly (readonly number[])[]): string | undefined {
  const all = rounds.flat();
  const count = all.filter((ms) => ms >= patienceMs).length;
  return count > 0 ? `${count} of ${all.length} refused or not done in ${patienceMs / 1_000} s` : undefined;
}
