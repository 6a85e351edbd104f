// A clock that stands until it is moved, and wakes those who wait for what it passes, in order.
import type { Clock } from "../../src/impersonation/ports/clock.js";

interface Alarm {
  readonly monotonicMs: number;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
  #aheadMs = Date.UTC(2026, 10, 23, 14);
  #monotonic = 0;
  readonly #alarms = new Set<Alarm>();

  now(): number {
    return this.#monotonic + this.#aheadMs;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  wakeAt(atMs: number, wake: () => void): () => void {
    const alarm = { monotonicMs: this.#monotonic + Math.max(atMs - this.now(), 0), wake };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Somebody sets the wall clock. Waits end after the time that they were to take. */
  set(ms: number): void {
    this.#aheadMs += ms;
  }

  /** Time goes by, for those who do not wait for a wake-up. */
  pass(ms: number): void {
    this.#monotonic += ms;
  }

  /** Time goes by, with everything that happens meanwhile. */
  async advance(ms: number): Promise<void> {
    const until = this.#monotonic + ms;
    for (;;) {
      await settled();
      const next = [...this.#alarms].toSorted((a, b) => a.monotonicMs - b.monotonicMs)[0];
      if (next === undefined || next.monotonicMs > until) break;
      this.#alarms.delete(next);
      this.#monotonic = Math.max(this.#monotonic, next.monotonicMs);
      next.wake();
    }
    this.#monotonic = until;
    await settled();
  }
}

/** What was started has run as far as it can. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
