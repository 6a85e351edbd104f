// A measured figure: the bot's, what it stands beside, and whether it meets its goal.
import { ratio, type Spread } from "./statistics.js";

export type Unit = "ms" | "MB" | "bytes" | "loops/s";

/** What a figure should not exceed. */
export interface Goal {
  readonly limit: number;
  /** How the limit follows from what the figure stands beside. */
  readonly because?: string;
}

export interface Figure {
  readonly what: string;
  readonly unit: Unit;
  readonly bot: Spread;
  /** What was measured beside it in the same run. */
  readonly beside?: { readonly name: string; readonly spread: Spread };
  readonly goal?: Goal;
  /** What a reader has to know, such as what did not come to an end. */
  readonly note?: string;
}

export function isMet({ bot, goal }: Figure): boolean | undefined {
  return goal && bot.value <= goal.limit;
}

export function ratioOf({ bot, beside }: Figure): number | undefined {
  return beside && ratio(bot, beside.spread);
}
