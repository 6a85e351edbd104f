// What a measure is given.
import type { Options } from "../arguments.js";
import type { Figure } from "../figures.js";
import type { Contestant } from "../processes/contestant.js";

export interface MeasureContext extends Pick<Options, "rounds" | "history" | "links"> {
  /** A bot with a database of its own. It starts with `start`. */
  readonly openBot: () => Promise<Contestant>;
  /** Says how far it has got. */
  readonly say: (line: string) => void;
}

export type Measure = (context: MeasureContext) => Promise<readonly Figure[]>;
