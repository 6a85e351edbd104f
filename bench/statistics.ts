// Medians, percentiles and their spread over rounds.

/** The figure of all rounds together, with the lowest and the highest of a single round. */
export interface Spread {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** How many values it was made of. */
  readonly count: number;
}

/**
 * The smallest value that at least the share `q` of all values does not exceed (nearest rank): always one that was
 * measured. Throws where there are no values.
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(Math.ceil(q * sorted.length) - 1, 0)];
  if (found === undefined) throw new Error("nothing was measured");
  return found;
}

/** `rounds` has the values of each round; a round without values is left out. */
export function spreadOf(rounds: readonly (readonly number[])[], q: number): Spread {
  const measured = rounds.filter((values) => values.length > 0);
  const perRound = measured.map((values) => quantile(values, q));
  const all = measured.flat();
  return { value: quantile(all, q), low: Math.min(...perRound), high: Math.max(...perRound), count: all.length };
}

/** By how much the first is larger than the second: 2 is twice as much. */
export function ratio(one: Spread, other: Spread): number {
  return one.value / other.value;
}
