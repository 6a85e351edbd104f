// The seed of whatever the tests draw at random: SEED where it is set, else one for each commit, so that what passed once
// passes wherever the same commit is tested.
import { execFileSync } from "node:child_process";

/** An integer that fast-check takes. */
export function readSeed(given = process.env.SEED): number {
  if (given === undefined || given === "") return ofThisCommit();
  const seed = Number(given);
  if (!Number.isInteger(seed) || Math.abs(seed) > 2 ** 31 - 1)
    throw new Error("SEED must be a whole number of 32 bits");
  return seed;
}

function ofThisCommit(): number {
  try {
    const commit = execFileSync("git", ["rev-parse", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return Number.parseInt(commit.slice(0, 7), 16);
  } catch {
    // Without git, say in an archive of the sources, every run tries the same.
    return 1;
  }
}
