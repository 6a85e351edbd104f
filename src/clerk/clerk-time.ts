// Clerk's time, by the `Date` of its answers: a machine whose clock is wrong must end no session before its time.
import type { Clock } from "../impersonation/ports/clock.js";

/** `Date` is cut to whole seconds. */
const cutMs = 999;

export class ClerkTime {
  /** By how much Clerk's clock is ahead of ours. */
  #aheadMs = 0;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds since the Unix epoch: our clock's reading as long as the answers agree with it. */
  now(): number {
    return this.clock.now() + this.#aheadMs;
  }

  /** `date` is the header of an answer that just came, to a call that was sent at `sentAt` by our clock. */
  learn(date: string | null, sentAt: number): void {
    const at = date?.endsWith("GMT") ? Date.parse(date) : Number.NaN;
    if (Number.isNaN(at)) return;
    // The answer was written some time between the two readings of our clock.
    const leastMs = at - this.clock.now();
    const mostMs = at + cutMs - sentAt;
    // Where they disagree the earliest time that is possible counts: nothing is over too soon.
    if (this.#aheadMs < leastMs || this.#aheadMs > mostMs) this.#aheadMs = leastMs;
  }
}
