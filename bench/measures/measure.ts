// What a measure is given.
import type { Options } from "../arguments.js";
import type { Figure } from "../figures.js";

export interface MeasureContext extends Pick<Options, "rounds" | "history" | "links"> {
  /** Says how far it has got. */
  readonly say: (line: string) => void;
}

export type Measure = (context: MeasureContext) => Promise<readonly Figure[]>;
