// The goals that the figures are held against.
import type { Goal } from "./figures.js";
import type { Spread } from "./statistics.js";

/** At most `times` what it stands beside, or `more` milliseconds more. */
export function atMost(times: number, more: number, { value }: Spread): Goal {
  return { limit: Math.max(times * value, value + more), because: `${times} ×, or ${more} ms more` };
}

export const p50Goal = (bare: Spread) => atMost(1.5, 1, bare);
export const p99Goal = (bare: Spread) => atMost(2, 10, bare);

/** From the click on Approve to the link, where Slack and Clerk answer after 100 ms: three rounds of calls. */
export const linkGoal: Goal = { limit: 330 };

export const revokeAtLowLimitGoal: Goal = { limit: 1_000 };
export const requestAtLowLimitGoal: Goal = { limit: 2_000 };

export function nearIdleGoal(idle: Spread): Goal {
  return { limit: 1.2 * idle.value, because: "1.2 ×" };
}
