// The bot is killed at every step of every flow. When it is back, everything that people see is true again, without a click.
import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { dose, seed } from "../../thoroughness.js";
import { type KillPoint, nameOf, pointsOf } from "./calls.js";
import { crash, recorded } from "./crash.js";
import { flows } from "./flows.js";

/** The name of a point or of a flow, to play it alone. */
const only = process.env.CRASH;
const tries = 4;
const mostLateMs = 5;
const atOnce = dose({ sample: 2, all: availableParallelism() + 1 });

test(`after a kill at any call everything is true again${only === undefined ? "" : `: ${only}`}`, async () => {
  const random = randomFrom(seed);
  const wanted = flows.filter(({ name }) => only === undefined || only === name || only.startsWith(`${name}: `));
  const played = only === undefined ? dose({ sample: drawn(wanted, 2, random), all: wanted }) : wanted;
  const perFlow = await inLanes(played, async (flow) => ({ flow, points: pointsOf(flow.name, await recorded(flow)) }));
  const points = perFlow.flatMap(({ flow, points: all }) => {
    const some = only === undefined ? dose({ sample: drawn(all, 4, random), all }) : all;
    return some.map((point) => ({ flow, point, lateMs: random() * mostLateMs }));
  });
  const chosen = points.filter(({ point }) => only === undefined || nameOf(point) === only || point.flow === only);
  const results = await inLanes(chosen, async ({ flow, point, lateMs }) => {
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const outcome = await crash(flow, point, lateMs).catch((error: unknown) => ({
        reached: true as const,
        troubles: [`the flow did not go on: ${error instanceof Error ? error.message.slice(0, 600) : String(error)}`],
      }));
      if (outcome.reached) return { point, outcome };
    }
    return { point, outcome: { reached: false as const } };
  });
  const missed = results.filter(({ outcome }) => !outcome.reached).map(({ point }) => nameOf(point));
  process.stdout.write(`${results.length} kill points, ${results.length - missed.length} reached\n`);
  if (missed.length > 0) process.stdout.write(`not reached:\n${missed.join("\n")}\n`);
  expect(results.flatMap(({ point, outcome }) => described(point, outcome))).toEqual([]);
  expect(missed.length).toBeLessThanOrEqual(Math.floor(results.length * 0.05));
  expect(results.length).toBeGreaterThan(0);
});

function described(point: KillPoint, outcome: Awaited<ReturnType<typeof crash>>): string[] {
  return outcome.reached && outcome.troubles.length > 0 ? [`${nameOf(point)}\n  ${outcome.troubles.join("\n  ")}`] : [];
}

/** Numbers from 0 to below 1, the same for the same seed: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function drawn<T>(all: readonly T[], most: number, random: () => number): T[] {
  return all
    .map((each) => ({ each, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, most)
    .map(({ each }) => each);
}

/** Some at once, each lane taking the next one. */
async function inLanes<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = all.entries();
  const lane = async () => {
    for (const [index, each] of queue) results[index] = await work(each);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
