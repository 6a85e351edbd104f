// The machine's clock, which can be set, on a machine that can sleep: waits take both into account.
import type { Clock } from "../impersonation/ports/clock.js";

interface TimeSource {
  /** Milliseconds since the Unix epoch. Can jump. */
  wallMs(): number;
  /** Milliseconds since an arbitrary time; never goes back, and may pause while the machine sleeps. */
  monotonicMs(): number;
  /** Calls `act` after `ms` by the monotonic time; returns a function that cancels it. */
  after(ms: number, act: () => void): () => void;
}

export const machine: TimeSource = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** Timers miss that the wall clock was set or the machine slept, so it is checked this often. */
const checkEveryMs = 1_000;
/** The wall clock may run a little slower than the monotonic time, and takes precedence within this. */
const toleranceMs = 1_000;

interface Wait {
  readonly atMs: number;
  /** When the original wait is over, whatever the wall clock shows. */
  readonly monotonicMs: number;
  readonly wake: () => void;
  cancel: () => void;
}

export class SystemClock implements Clock {
  readonly #source: TimeSource;
  readonly #waits = new Set<Wait>();

  constructor(source: TimeSource = machine) {
    this.#source = source;
  }

  now(): number {
    return this.#source.wallMs();
  }

  monotonic(): number {
    return this.#source.monotonicMs();
  }

  wakeAt(atMs: number, wake: () => void): () => void {
    const monotonicMs = this.#source.monotonicMs() + Math.max(atMs - this.now(), 0) + toleranceMs;
    const wait: Wait = { atMs, monotonicMs, wake, cancel: () => {} };
    this.#waits.add(wait);
    this.#arm(wait);
    return () => {
      wait.cancel();
      this.#waits.delete(wait);
    };
  }

  /** How much longer each wait can take at most. */
  get leftMs(): number[] {
    return [...this.#waits].map((wait) => this.#left(wait));
  }

  /** Checks all waits at once, after the wall clock was set. */
  rearm(): void {
    for (const wait of this.#waits) {
      wait.cancel();
      this.#arm(wait);
    }
  }

  #left({ atMs, monotonicMs }: Wait): number {
    return Math.min(atMs - this.now(), monotonicMs - this.#source.monotonicMs());
  }

  #arm(wait: Wait): void {
    const waitMs = Math.min(Math.max(Math.ceil(this.#left(wait)), 0), checkEveryMs);
    wait.cancel = this.#source.after(waitMs, () => {
      if (this.#left(wait) > 0) return this.#arm(wait);
      this.#waits.delete(wait);
      wait.wake();
    });
  }
}

export const systemClock = new SystemClock();
