// Which cases of the fault table are played: all in the deep run, a handful that the seed draws with `npm test`.
import { dose, seed } from "../../thoroughness.js";
import { drawn, randomFrom } from "../draw.js";
import { type Case, casesOf, type Row } from "./row.js";

const sampleSize = 6;

/** A hang costs the whole time-out of a call, so the sample does without. */
const isCheap = ({ fault }: Case) => fault !== "hang";

export function chosen(rows: readonly Row[]): Case[] {
  const all = casesOf(rows);
  return dose({ all, sample: drawn(all.filter(isCheap), sampleSize, randomFrom(seed)) });
}

export const nameOf = ({ row, fault }: Case) => `${row.call}: ${fault}`;
