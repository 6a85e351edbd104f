// A clock that stands still until a test lets time pass, and then wakes what is due in its order.
import type { Clock } from "../../../src/impersonation/ports/clock.js";

interface Wait {
  readonly atMs: number;
  readonly monotonicMs: number;
  readonly wake: () => void;
}

export class SteppedClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 23, 14, 0);
  #monotonicMs = 0;
  readonly #waits = new Set<Wait>();

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  wakeAt(atMs: number, wake: () => void): () => void {
    const wait = { atMs, monotonicMs: this.#monotonicMs + atMs - this.#nowMs, wake };
    this.#waits.add(wait);
    return () => this.#waits.delete(wait);
  }

  /** After each wake-up everything that follows from it without a wait is done first. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#monotonicMs + ms;
    await settled();
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const leftMs = Math.max(this.#left(next), 0);
      if (this.#monotonicMs + leftMs > untilMs) break;
      this.#waits.delete(next);
      this.#move(leftMs);
      next.wake();
      await settled();
    }
    this.#move(untilMs - this.#monotonicMs);
  }

  /** Sets the clock without letting time pass. */
  set(byMs: number): void {
    this.#nowMs += byMs;
  }

  #move(ms: number): void {
    this.#nowMs += ms;
    this.#monotonicMs += ms;
  }

  #left({ atMs, monotonicMs }: Wait): number {
    return Math.min(atMs - this.#nowMs, monotonicMs - this.#monotonicMs);
  }

  #next(): Wait | undefined {
    return [...this.#waits].toSorted((one, other) => this.#left(one) - this.#left(other))[0];
  }
}

/** All promises that are settled have been heard of. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
