// Clerk's rate limit: requests in ten seconds for the whole instance.
import type { Clock } from "../../../impersonation/ports/clock.js";

const windowMs = 10_000;

/** 1000 requests for a production instance, 100 for a development instance. */
export function defaultRateLimit(secretKey: string): number {
  return secretKey.startsWith("sk_live_") ? 1000 : 100;
}

export class RateLimit {
  #times: number[] = [];
  readonly #clock: Clock;
  readonly #most: number;

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  /** Whole seconds to wait; 0 if the request may pass. */
  take(): number {
    const now = this.#clock.now();
    this.#times = this.#times.filter((at) => now - at < windowMs);
    const oldest = this.#times[0];
    if (this.#times.length >= this.#most && oldest !== undefined) {
      return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
    }
    this.#times.push(now);
    return 0;
  }
}
