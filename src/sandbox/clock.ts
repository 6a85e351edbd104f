// A clock that runs like the real one and can be moved on: lapse, expiry and end without the wait.
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

  /** How far it was moved on, in all. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Reports every move, so that a clock in another process can follow. Returns a function that ends it. */
  onMoved(watcher: (aheadMs: number) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  wakeAt(atMs: number, wake: () => void): () => void {
    return this.#clock.wakeAt(atMs, wake);
  }

  /** Whether a wake-up is set for a time at most `ms` ahead, and more than `afterMs` ahead. */
  expects(ms: number, afterMs = 0): boolean {
    return this.#clock.leftMs.some((leftMs) => leftMs <= ms && leftMs > afterMs);
  }

  /** Moves the clock on by `ms`, or, as an operator may, back; whatever is due then rings at once. */
  advance(ms: number): void {
    this.#aheadMs += ms;
    this.#clock.rearm();
    for (const watcher of this.#watchers) watcher(this.#aheadMs);
  }
}
