// The machine's clock, which can be set and sleep: whoever waits notices either.
import type { Clock } from "../impersonation/ports/clock.js";

export interface TimeSource {
  /** Milliseconds since the Unix epoch, as the machine thinks now. It can jump. */
  wallMs(): number;
  /** Milliseconds since whenever; never goes back, and may stand still while the machine sleeps. */
  steadyMs(): number;
  /** Calls `act` after so many milliseconds by the steady time; returns what calls it off. */
  after(ms: number, act: () => void): () => void;
}

export const machine: TimeSource = {
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** Timers do not hear of a wall clock that was set, or of a night asleep: it is looked at so often. */
const lookEveryMs = 1_000;
/** The wall clock may run a little slower than the steady time, and then has the last word. */
const leewayMs = 1_000;

interface Wait {
  readonly atMs: number;
  /** By then as much time has gone by as was meant to, whatever the wall shows. */
  readonly steadyMs: number;
  readonly wake: () => void;
  callOff: () => void;
}

export class WatchfulClock implements Clock {
  readonly #source: TimeSource;
  readonly #waits = new Set<Wait>();

  constructor(source: TimeSource = machine) {
    this.#source = source;
  }

  now(): number {
    return this.#source.wallMs();
  }

  wakeAt(atMs: number, wake: () => void): () => void {
    const steadyMs = this.#source.steadyMs() + Math.max(atMs - this.now(), 0) + leewayMs;
    const wait: Wait = { atMs, steadyMs, wake, callOff: () => {} };
    this.#waits.add(wait);
    this.#arm(wait);
    return () => {
      wait.callOff();
      this.#waits.delete(wait);
    };
  }

  /** How long each of those who wait will wait at the most. */
  get leftMs(): number[] {
    return [...this.#waits].map((wait) => this.#left(wait));
  }

  /** Looks at once, for somebody who knows that the wall clock was set. */
  look(): void {
    for (const wait of this.#waits) {
      wait.callOff();
      this.#arm(wait);
    }
  }

  #left({ atMs, steadyMs }: Wait): number {
    return Math.min(atMs - this.now(), steadyMs - this.#source.steadyMs());
  }

  #arm(wait: Wait): void {
    const waitMs = Math.min(Math.max(Math.ceil(this.#left(wait)), 0), lookEveryMs);
    wait.callOff = this.#source.after(waitMs, () => {
      if (this.#left(wait) > 0) return this.#arm(wait);
      this.#waits.delete(wait);
      wait.wake();
    });
  }
}

export const systemClock = new WatchfulClock();
