// Keeps the calls of `views.publish` within Slack's tier 4, which is 100 in any minute.

const everyMsAlone = 1_000;
const burstAlone = 40;

export class Pace {
  /** `sharers`: how many processes publish. */
  constructor(private readonly sharers: () => number) {}

  /** When the calls so far would be over, had each waited for the one before. */
  #busyUntil = 0;

  /** Takes a turn and returns 0, or takes none and returns the milliseconds until there is one. */
  take(now: number): number {
    const sharers = this.sharers();
    const everyMs = everyMsAlone * sharers;
    const burst = Math.max(1, Math.floor(burstAlone / sharers));
    // More than that is left only where the clock was set back.
    if (this.#busyUntil < now || this.#busyUntil > now + burst * everyMs) this.#busyUntil = now;
    const waitMs = this.#busyUntil - now - (burst - 1) * everyMs;
    if (waitMs > 0) return waitMs;
    this.#busyUntil += everyMs;
    return 0;
  }
}
