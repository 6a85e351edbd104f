// What a row of the fault table says: which call, in which scene, and for each fault what follows from it.

import type { Status } from "../../../src/impersonation/model/lifecycle.js";
import type { Failure } from "../../../src/impersonation/model/request.js";
import type { Operation } from "../../../src/sandbox/clerk/faults.js";
import type { Environment } from "../../../src/settings/config.js";
import type { HealName } from "./heal.js";
import type { Scene } from "./scenes.js";

/**
 * Where something is to be read: the newest card, its thread, what a person alone can see (their form and Home too), or the
 * log.
 */
export type Sight = readonly ["card" | "thread" | "alice" | "carol" | "dave" | "log", RegExp];

export interface Outcome {
  readonly faults: readonly string[];
  /** While the fault lasts. */
  readonly sees: readonly Sight[];
  /** Of the newest request; `status` is "none" where there must be no request. */
  readonly recorded?: {
    readonly status?: Status | "none";
    readonly failure?: Failure;
    /** Actions with their outcomes, all of which are on record. */
    readonly audit?: readonly (readonly [string, string])[];
  };
  /**
   * How often the call is made while the fault lasts: so many times and never again by itself, or again and again with
   * the waits of the backoff, which `Retry-After` lengthens, or as soon as `Retry-After` says, while somebody waits.
   */
  readonly asked: number | "patiently" | "as told";
  readonly heals: HealName;
  /** What people see once it has healed. */
  readonly healed?: readonly Sight[];
}

interface Common {
  readonly call: string;
  readonly scene: Scene;
  readonly settings?: Environment;
  readonly outcomes: readonly Outcome[];
  /** Tries that the scene itself has used up: the backoff goes on from there. */
  readonly triesBefore?: number;
}

interface SlackRow extends Common {
  readonly service: "slack";
  readonly method: string;
  readonly match?: (args: Record<string, unknown>) => boolean;
}

interface ClerkRow extends Common {
  readonly service: "clerk";
  readonly method: Operation;
  readonly match?: undefined;
}

export type Row = SlackRow | ClerkRow;

export interface Case {
  readonly row: Row;
  readonly outcome: Outcome;
  readonly fault: string;
}

export function casesOf(rows: readonly Row[]): Case[] {
  return rows.flatMap((row) =>
    row.outcomes.flatMap((outcome) => outcome.faults.map((fault) => ({ row, outcome, fault }))),
  );
}
