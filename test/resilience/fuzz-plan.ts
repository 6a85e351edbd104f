// How many cases each part of the fuzzing has, and the one way to run them: counted, and from the run's seed.
import fc from "fast-check";
import { expect } from "vitest";
import { dose, seed } from "../thoroughness.js";

const plan = {
  "typed commands": { sample: 300, all: 20_000 },
  "sent forms": { sample: 250, all: 14_000 },
  payloads: { sample: 250, all: 14_000 },
  messages: { sample: 400, all: 22_000 },
  homes: { sample: 60, all: 3_000 },
  refusals: { sample: 250, all: 8_000 },
  lists: { sample: 40, all: 1_000 },
  "log entries": { sample: 300, all: 12_000 },
  "Clerk's answers": { sample: 60, all: 4_500 },
  "Slack's answers": { sample: 50, all: 3_000 },
} as const;

/** Each of these goes through the real bot and the emulated Slack and Clerk. */
const planForTheApp = {
  "commands to the app": { sample: 20, all: 800 },
  "forms to the app": { sample: 12, all: 400 },
  "clicks to the app": { sample: 14, all: 600 },
  "payloads to the app": { sample: 18, all: 700 },
} as const;

const everything = { ...plan, ...planForTheApp };
export type Part = keyof typeof everything;

const sum = (parts: Readonly<Record<string, { all: number }>>) =>
  Object.values(parts).reduce((total, { all }) => total + all, 0);

export const planned = { inAll: sum(everything), throughTheApp: sum(planForTheApp) };

/** Runs all the cases that are planned for a part; fails at the first that does not hold, and says how to have it again. */
export async function fuzz<T>(part: Part, cases: fc.Arbitrary<T>, holds: (value: T) => void | Promise<void>) {
  const numRuns = dose(everything[part]);
  // The app remembers earlier cases, so a smaller one proves nothing there.
  const endOnFailure = part in planForTheApp;
  let count = 0;
  const property = fc.asyncProperty(cases, async (value) => {
    count += 1;
    await holds(value);
  });
  await fc.assert(property, { seed, numRuns, endOnFailure });
  expect(count, `cases of ${part}`).toBe(numRuns);
}
