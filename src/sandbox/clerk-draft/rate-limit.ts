// Clerk's rate limit: so many requests in ten seconds for the whole instance.
import type { Clock } from "../../impersonation/clock.js";

const windowMs = 10_000;

export class RateLimit {
  #times: number[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly most: number,
  ) {}

  /** Seconds to wait, 0 when the request may pass. */
  take(): number {
    const now = this.clock.now();
    this.#times = this.#times.filter((at) => now - at < windowMs);
    const oldest = this.#times[0];
    if (this.#times.length >= this.most && oldest !== undefined)
      return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
    this.#times.push(now);
    return 0;
  }
}
