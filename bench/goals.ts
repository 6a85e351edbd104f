// The goals that the figures are held against.
import type { Goal } from "./figures.js";
import type { Spread } from "./statistics.js";

/** At most `times` what it stands beside, or `more` milliseconds more. */
export function atMost(times: number, more: number, { value }: Spread): Goal {
  return { words: `${times} × or ${more} ms more`, limit: Math.max(times * value, value + more) };
}

export const p50Goal = (bare: Spread) => atMost(1.5, 1, bare);
export const p99Goal = (bare: Spread) => atMost(2, 10, bare);

/** From the click on Approve to the link, where Slack and Clerk answer after 100 ms: three rounds of calls. */
export const linkGoal = within(330);

export const revokeAtLowLimitGoal = within(1_000);
export const requestAtLowLimitGoal = within(2_000);

export function nearIdleGoal(idle: Spread): Goal {
  return { words: "1.2 ×", limit: 1.2 * idle.value };
}

function within(limit: number): Goal {
  return { words: `${limit} ms`, limit };
}
