// Which cases of the fault table are played: all in the deep run, a handful that the seed draws with `npm test`.
import fc from "fast-check";
import { dose, seed } from "../../thoroughness.js";
import { type Case, casesOf, type Row } from "./row.js";

const sampleSize = 6;

/** A hang costs the whole time-out of a call, so the sample does without. */
const isCheap = ({ fault }: Case) => fault !== "hang";

export function chosen(rows: readonly Row[]): Case[] {
  const all = casesOf(rows);
  return dose({ all, sample: drawn(all.filter(isCheap)) });
}

function drawn(cases: Case[]): Case[] {
  const [choice = []] = fc.sample(fc.shuffledSubarray(cases, { minLength: sampleSize, maxLength: sampleSize }), {
    seed,
    numRuns: 1,
  });
  return choice;
}

export const nameOf = ({ row, fault }: Case) => `${row.call}: ${fault}`;
