// Says in the log that no connection to Slack is open, for how long and why, and when one is open again.
import type { Clock } from "../../impersonation/ports/clock.js";
import type { Log } from "../../runtime/log.js";
import type { ConnectionFailed } from "./connection-failure.js";

/** A shorter gap is routine. */
const firstAfterMs = 5_000;
const thenEveryMs = 60_000;

export class OutageReport {
  #sinceMs = 0;
  #reported = false;
  #latest: ConnectionFailed | undefined;
  #cancel: () => void = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  begins(): void {
    this.#sinceMs = this.clock.now();
    this.#reported = false;
    this.#latest = undefined;
    this.#reportAfter(firstAfterMs);
  }

  /** Why the latest try failed. */
  heard(failure: ConnectionFailed): void {
    this.#latest = failure;
  }

  ends(): void {
    this.#cancel();
    if (this.#reported) this.log.info("Slack is back", { afterS: this.#seconds });
    this.#reported = false;
  }

  stop(): void {
    this.#cancel();
  }

  #reportAfter(ms: number): void {
    this.#cancel = this.clock.wakeAt(this.clock.now() + ms, () => {
      this.#reported = true;
      this.log.error("Slack is out of reach: no command and no click arrives", {
        forS: this.#seconds,
        host: this.#latest?.host,
        cause: this.#latest?.message,
      });
      this.#reportAfter(thenEveryMs);
    });
  }

  get #seconds(): number {
    return seconds(this.clock.now() - this.#sinceMs);
  }
}

/** Whole ones, for the log. */
export function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
