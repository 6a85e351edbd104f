// Time that stands until it is moved: the world's, and the bot's own, which can be wrong.
import type { Clock } from "../../../src/impersonation/ports/clock.js";

interface Alarm {
  readonly atMs: number;
  /** When the wait is over even if the clock was set back. */
  readonly monotonicMs: number;
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
    const alarm = { atMs, monotonicMs: this.#monotonic + Math.max(atMs - this.#now, 0), wake };
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
    const due = [...this.#alarms].filter((alarm) => this.#leftMs(alarm) <= 0);
    for (const alarm of due) {
      if (this.#alarms.delete(alarm)) alarm.wake();
    }
    return due.length > 0;
  }

  /** How far ahead the next moment is that somebody waits for; infinity where nobody does. */
  get nextInMs(): number {
    return Math.min(...[...this.#alarms].map((alarm) => this.#leftMs(alarm)));
  }

  #leftMs({ atMs, monotonicMs }: Alarm): number {
    return Math.min(atMs - this.#now, monotonicMs - this.#monotonic);
  }

  /** Nobody who waits is woken any more: the process that waited is gone. */
  forget(): void {
    this.#alarms.clear();
  }
}
