// Work that is done again and again while the process runs.
import { isStoreFailure } from "../impersonation/model/errors.js";
import { type Clock, waitUntil } from "../impersonation/ports/clock.js";
import type { Log } from "./log.js";
import { reportUnhandled } from "./unhandled.js";

interface Repeated {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted at shutdown. */
  readonly stopping: AbortSignal;
  /** What it is, for the log. */
  readonly what: string;
  readonly everyMs: number;
}

/** Waits first, and again after each time. Resolves once `stopping` is aborted; a failure is logged and ends nothing. */
export async function repeat(
  { clock, log, stopping, what, everyMs }: Repeated,
  work: () => Promise<void>,
): Promise<void> {
  while (await waitUntil(clock, clock.now() + everyMs, stopping)) {
    try {
      await work();
    } catch (error) {
      // A failing database is reported where it fails.
      if (!isStoreFailure(error)) reportUnhandled(log, what, error);
    }
  }
}
