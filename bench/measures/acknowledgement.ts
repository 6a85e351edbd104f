// How fast commands, clicks and forms are acknowledged while other requests are being worked on.
import type { Figure, Goal } from "../figures.js";
import { p50Goal, p99Goal } from "../goals.js";
import { Crowd } from "../load/crowd.js";
import { invitePeople } from "../load/people.js";
import {
  type PayloadKind,
  payloadKinds,
  recordTraffic,
  replay,
  requestFormKind,
  type Traffic,
} from "../load/traffic.js";
import { Contestant } from "../processes/contestant.js";
import { type Spread, spreadOf } from "../statistics.js";
import type { Measure } from "./measure.js";

/** About two requests begin in a second. */
const pace = { desks: 6, thinkMs: 400 };
const roundMs = 12_000;
/** Code that has run often is compiled. */
const warmUpMs = 3_000;
export const upstreamMs = 100;

/** Values by round. */
type Acks = readonly Traffic["ackMs"][];

export const measureAcknowledgement: Measure = async ({ rounds, openBot }) => {
  const bare = await Contestant.open("bare");
  const bot = await openBot();
  invitePeople(bot.sandbox);
  await Promise.all([bare.start(), bot.start()]);
  const { ofBots, ofBare } = await acknowledgeInTurns(rounds, [bot], bare);
  await Promise.all([bare.close(), bot.close()]);
  const [acks = []] = ofBots;
  return [
    ...(["all payloads", ...payloadKinds] as const).flatMap((kind) =>
      ackFigures(kind, acks, { name: "bare app", acks: ofBare }),
    ),
    ...ackFigures(requestFormKind, acks, { name: "bare app", acks: ofBare, isGoal: false }),
  ];
};

/**
 * The bots work on requests of people who take their time, where Slack and Clerk answer after 100 ms, one bot after the other and
 * each round in the other order; then the bare app is sent the payloads of the first of `bots` at the same pace.
 */
export async function acknowledgeInTurns(rounds: number, bots: readonly Contestant[], bare: Contestant) {
  const crowds = bots.map((bot) => {
    bot.answerAfter(upstreamMs);
    return { slack: bot.sandbox.slack, crowd: new Crowd(bot.sandbox, pace) };
  });
  const order = [...crowds.entries()];
  const turn = async (ms: number) => {
    const ofBots: Traffic[] = [];
    for (const [index, { slack, crowd }] of order) ofBots[index] = await recordTraffic(slack, () => crowd.workFor(ms));
    order.reverse();
    const { slack } = bare.sandbox;
    const [traffic = { sent: [] }] = ofBots;
    return { ofBots, ofBare: await recordTraffic(slack, () => replay(slack, traffic)) };
  };
  await turn(warmUpMs);
  const turns: Awaited<ReturnType<typeof turn>>[] = [];
  for (let round = 0; round < rounds; round += 1) turns.push(await turn(roundMs));
  return {
    ofBots: bots.map((_, index) => turns.flatMap(({ ofBots }) => ofBots[index]?.ackMs ?? [])),
    ofBare: turns.map(({ ofBare }) => ofBare.ackMs),
  };
}

/** p50 and p99 of one kind of payload; "all payloads" are those that are acknowledged at once. */
export function ackFigures(
  kind: PayloadKind | "all payloads",
  acks: Acks,
  beside: {
    readonly name: string;
    readonly acks: Acks;
    /** Default: those of a bot beside a bare app. */
    readonly goal?: ((spread: Spread) => Goal) | undefined;
    readonly isGoal?: false;
  },
): Figure[] {
  const values = (of: Acks) =>
    of.map((round) => (kind === "all payloads" ? payloadKinds.flatMap((each) => round[each]) : round[kind]));
  const figure = (name: string, q: number, goal: (spread: Spread) => Goal): Figure => {
    const spread = spreadOf(values(beside.acks), q);
    return {
      what: `acknowledgement, ${kind}, ${name}`,
      unit: "ms",
      bot: spreadOf(values(acks), q),
      beside: { name: beside.name, spread },
      ...(beside.isGoal !== false && { goal: (beside.goal ?? goal)(spread) }),
    };
  };
  return [figure("p50", 0.5, p50Goal), figure("p99", 0.99, p99Goal)];
}
