// The bot is killed at every step of every flow. When it is back, everything that people see is true again, without a click.
import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { dose, seed } from "../../thoroughness.js";
import { drawn, randomFrom } from "../draw.js";
import { type NthCall, nameOf, pointsOf } from "./calls.js";
import { type Crash, crash, recorded } from "./crash.js";
import { type Flow, flows } from "./flows.js";
import type { Ground } from "./ground.js";
import { type Done, sideBySide } from "./pools.js";

/** The name of a point or of a flow, to play it alone. */
const only = process.env.CRASH;
const patienceMs = only === undefined ? dose({ sample: 120_000, more: 300_000, all: 1_800_000 }) : 1_800_000;
/** Calls beside one another come in another order now and then, and a few only now and then. */
const tries = 4;
const mostLateMs = 5;
const atOnce = dose({ sample: 2, all: availableParallelism() + 1 });

test("after a kill at any call everything is true again", { timeout: patienceMs }, async () => {
  const crashes = await planned();
  const results = await sideBySide(crashes, atOnce, attempted);
  const missed = results.filter(({ wrong }) => wrong === undefined).map(({ each }) => nameOf(each.point));
  process.stdout.write(`${results.length} kill points, ${results.length - missed.length} reached\n`);
  if (missed.length > 0) process.stdout.write(`Not reached:\n${missed.join("\n")}\n`);
  const wrong = results.filter((each) => (each.wrong?.length ?? 0) > 0);
  expect(wrong.map(({ each, wrong: what }) => `CRASH="${nameOf(each.point)}"\n  ${what?.join("\n  ")}`)).toEqual([]);
  expect(missed.length).toBeLessThanOrEqual(Math.floor(results.length * 0.05));
  expect(results.length).toBeGreaterThan(0);
});

interface Result {
  readonly each: Crash;
  /** Undefined: the flow never came to the point. */
  readonly wrong: readonly string[] | undefined;
}

async function attempted(each: Crash, ground: Ground): Promise<Done<Result>> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const wrong = await crash(each, ground).catch(reason);
    if (wrong !== undefined) return { result: { each, wrong }, inOrder: wrong.length === 0 };
  }
  return { result: { each, wrong: undefined }, inOrder: true };
}

/** Every point of every flow that two undisturbed runs had, or some of them. */
async function planned(): Promise<Crash[]> {
  const random = randomFrom(seed);
  const some = <T>(all: readonly T[], few: number, more: number) =>
    only === undefined ? dose({ sample: drawn(all, few, random), more: drawn(all, more, random), all }) : all;
  const wanted = flows.filter(({ name }) => only === undefined || only === name || only.startsWith(`${name}: `));
  const runs = await sideBySide(some(wanted, 2, 8), atOnce, async (flow, ground) => ({
    result: { flow, calls: await recordedTwice(flow, ground) },
    inOrder: true,
  }));
  const crashes = runs.flatMap(({ flow, calls }) =>
    some(pointsOf(flow.name, calls), 3, 4).map((point) => ({ flow, point, lateMs: random() * mostLateMs })),
  );
  return crashes.filter(({ flow, point }) => only === undefined || only === flow.name || only === nameOf(point));
}

/** A slow machine has calls that others have not, such as a second edit of the same message. */
async function recordedTwice(flow: Flow, ground: Ground): Promise<NthCall[]> {
  const [calls, others] = [await recorded(flow, ground), await recorded(flow, ground)];
  return calls.filter(({ name, nth }) => others.some((other) => other.name === name && other.nth === nth));
}

const reason = (error: unknown) => [`it did not go on: ${error instanceof Error ? error.message : String(error)}`];
