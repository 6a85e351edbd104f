// Every write of a whole life fails once, alone or with all that follow: people are told, and in the end all is well.
import { expect, test } from "vitest";
import { dose, seed } from "../thoroughness.js";
import { live } from "./store-journey.js";

const atOnce = 3;

/** Of all writes in the sample a few, others with each seed. */
function chosen(count: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  const every = dose({ sample: Math.ceil(count / 3), all: 1 });
  return all.filter((index) => (index + seed) % every === 0);
}

async function failures(times: number): Promise<string[]> {
  const { writes, problems } = await live(0, 0);
  expect(problems).toEqual([]);
  const waiting = chosen(writes.length);
  expect(waiting.length).toBeGreaterThan(1);
  const found: string[] = [];
  const pool = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const lived = await live(index, times);
      found.push(...lived.problems.map((problem) => `write ${index} (${lived.writes[index]}): ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, pool));
  return found;
}

test("one write fails, whichever: who clicked is told or it went on, and no link is alive that the record does not know", async () => {
  expect(await failures(1)).toEqual([]);
});

test("the store fails from any write on, until somebody has noticed: nothing is lost, and it goes on by itself", async () => {
  expect(await failures(Number.POSITIVE_INFINITY)).toEqual([]);
});
