// Whatever people, time and faults do to the bot, in any order: the invariants hold, and everything ends well.
import fc from "fast-check";
import { test } from "vitest";
import { dose, seed } from "../thoroughness.js";
import { randomFrom } from "./draw.js";
import { calmDown, untrueMessages, waitForTheEnd } from "./model/convergence.js";
import { broken } from "./model/invariants.js";
import { perform } from "./model/operations.js";
import { type Step, steps } from "./model/steps.js";
import { World } from "./model/world.js";

/**
 * A failure prints its seed and, once shrunk, its path: SEED=… REPLAY=<path> runs that one story again. The bot does one
 * step at a time, in an order that is drawn too, and only the test moves its clock; so a story goes the same way again,
 * though its calls go over real sockets.
 */
const path = process.env.REPLAY;

/** On a busy machine too. */
const patienceMs = dose({ sample: 120_000, more: 300_000, all: 1_800_000 });

test(
  "whatever happens, no link is doubled or leaked, nothing outlives its request, and every message comes true",
  async () => {
    await fc.assert(fc.asyncProperty(steps, liveThrough), {
      seed,
      numRuns: dose({ sample: 5, more: 25, all: 200 }),
      ...(path !== undefined && { path }),
    });
  },
  patienceMs,
);

/** Of what happened, the last that a failure prints. */
const mostLines = 400;

async function liveThrough(story: readonly Step[]): Promise<void> {
  const world = await World.open();
  const fine = (what: string[]) => {
    if (what.length > 0) throw new Error([...what, "What happened:", ...world.diary.slice(-mostLines)].join("\n"));
  };
  try {
    for (const { operations, order, turns } of story) {
      for (const operation of operations) {
        world.diary.push(`  ${JSON.stringify(operation)}`);
        await perform(world, operation);
      }
      const pick = inOrderOf(order);
      if (turns === undefined) await world.rest(pick);
      for (let turn = 0; turn < (turns ?? 0); turn++) await world.turn(pick);
      fine(broken(world));
    }
    world.diary.push("  calm");
    fine(await calmDown(world));
    fine([...broken(world), ...untrueMessages(world)]);
    world.diary.push("  the end");
    fine(await waitForTheEnd(world));
    fine(await calmDown(world));
    fine([...broken(world), ...untrueMessages(world)]);
  } finally {
    await world.close();
  }
}

/** The order is part of what is replayed. */
function inOrderOf(order: number): (count: number) => number {
  const random = randomFrom(order);
  return (count) => Math.floor(random() * count);
}
