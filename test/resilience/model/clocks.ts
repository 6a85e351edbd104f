// Time that stands until it is moved: the world's, and the bot's own, which can be wrong.
import type { Clock } from "../../../src/impersonation/ports/clock.js";

interface Alarm {
  readonly atMs: number;
  readonly wake: () => void;
}

export class StandingClock implements Clock {
  #now: number;
  #monotonic = 0;
  readonly #alarms = new Set<Alarm>();

  constructor(nowMs: number) {
    this.#now = nowMs;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  wakeAt(atMs: number, wake: () => void): () => void {
    const alarm = { atMs, wake };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Time goes by. */
  move(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }

  /** Somebody sets the clock, forward or back by `ms`. */
  set(ms: number): void {
    this.#now += ms;
  }

  /** Wakes the waiters whose time has come; false where there are none. */
  ring(): boolean {
    const due = [...this.#alarms].filter(({ atMs }) => atMs <= this.#now);
    for (const alarm of due) {
      if (this.#alarms.delete(alarm)) alarm.wake();
    }
    return due.length > 0;
  }

  /** How far ahead the next moment is that somebody waits for; infinity where nobody does. */
  get nextInMs(): number {
    return Math.min(...[...this.#alarms].map(({ atMs }) => atMs)) - this.#now;
  }

  /** Nobody who waits is woken any more: the process that waited is gone. */
  forget(): void {
    this.#alarms.clear();
  }
}
