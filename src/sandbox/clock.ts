// A clock that runs like the real one and can be moved, so that deadlines pass without waiting.
import type { Clock } from "../impersonation/ports/clock.js";
import { machine, SystemClock } from "../runtime/system-clock.js";

export class MovableClock implements Clock {
  #aheadMs: number;
  readonly #clock: SystemClock;
  readonly #watchers = new Set<(aheadMs: number) => void>();

  constructor(aheadMs = 0) {
    this.#aheadMs = aheadMs;
    this.#clock = new SystemClock({ ...machine, wallMs: () => machine.wallMs() + this.#aheadMs });
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  /** Total offset from the real clock, in milliseconds. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Reports every move, so that a clock in another process can follow. Returns an unsubscribe function. */
  onMoved(watcher: (aheadMs: number) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  wakeAt(atMs: number, wake: () => void): () => void {
    return this.#clock.wakeAt(atMs, wake);
  }

  /** Whether a timer is due more than `afterMs` and at most `ms` from now. */
  expects(ms: number, afterMs = 0): boolean {
    return this.#clock.leftMs.some((leftMs) => leftMs <= ms && leftMs > afterMs);
  }

  /** Moves the clock forward by `ms`, or back if negative; timers that are now due fire at once. */
  advance(ms: number): void {
    this.#aheadMs += ms;
    this.#clock.rearm();
    for (const watcher of this.#watchers) watcher(this.#aheadMs);
  }
}
