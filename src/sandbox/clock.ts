// A clock that runs like the real one and can be moved on: lapse, expiry and end without the wait.
import type { Clock } from "../impersonation/clock.js";
import { systemClock } from "../system-clock.js";

interface Alarm {
  atMs: number;
  wake: () => void;
  disarm: () => void;
}

export class MovableClock implements Clock {
  #aheadMs: number;
  readonly #alarms = new Set<Alarm>();

  readonly #watchers = new Set<(aheadMs: number) => void>();

  constructor(aheadMs = 0) {
    this.#aheadMs = aheadMs;
  }

  now(): number {
    return systemClock.now() + this.#aheadMs;
  }

  /** How far it was moved on, in all. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Tells of every move, so that a clock in another process can follow. Returns a function that ends it. */
  onMoved(watcher: (aheadMs: number) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  wakeAt(atMs: number, wake: () => void): () => void {
    const alarm: Alarm = { atMs, wake, disarm: () => {} };
    this.#alarms.add(alarm);
    this.#arm(alarm);
    return () => {
      alarm.disarm();
      this.#alarms.delete(alarm);
    };
  }

  /** Whether somebody waits for a moment at most `ms` ahead, or ahead by more than `afterMs`. */
  expects(ms: number, afterMs = 0): boolean {
    const now = this.now();
    return [...this.#alarms].some(({ atMs }) => atMs - now <= ms && atMs - now > afterMs);
  }

  /** Moves the clock on by `ms` (or back, when negative); whatever is due then rings at once. */
  advance(ms: number): void {
    this.#aheadMs += ms;
    for (const alarm of this.#alarms) {
      alarm.disarm();
      this.#arm(alarm);
    }
    for (const watcher of this.#watchers) watcher(this.#aheadMs);
  }

  #arm(alarm: Alarm): void {
    alarm.disarm = systemClock.wakeAt(alarm.atMs - this.#aheadMs, () => {
      this.#alarms.delete(alarm);
      alarm.wake();
    });
  }
}
