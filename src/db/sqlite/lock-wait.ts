// Waits for another program's lock on the database, and blocks nothing meanwhile: SQLite's own wait would hold up the whole
// process, acknowledgements included.
import type { Clock } from "../../impersonation/ports/clock.js";
import { isLocked } from "./database-file.js";
import { Mutex } from "./mutex.js";

/** From the first statement that met the lock. Those that come later wait as long as that one, and no longer. */
const maxWaitMs = 3_000;
const retryMs = 25;

export type LockClock = Pick<Clock, "now" | "wakeAt">;

const realTime: LockClock = {
  now: () => Date.now(),
  wakeAt(atMs, wake) {
    const timer = setTimeout(wake, atMs - Date.now());
    return () => clearTimeout(timer);
  },
};

/** Gives the connection up until `wait` is over. Throws where the database was closed meanwhile. */
type Idle = (wait: Promise<unknown>) => Promise<void>;

export class LockWait {
  /** In the order in which they came, so that what was to be written first is written first. */
  readonly #turns = new Mutex();
  #cancelTimeout: (() => void) | undefined;
  #isOver = false;

  /** `onLocked` is called once, when the first statement meets the lock. */
  constructor(
    private readonly onLocked: () => unknown = () => {},
    private readonly clock: LockClock = realTime,
  ) {}

  /** Throws SQLite's error where the lock is still there after three seconds. A read overtakes the writes that wait. */
  async run<T>(attempt: () => Promise<T>, idle: Idle, isRead: boolean): Promise<T> {
    if (isRead || !this.#turns.isHeld) {
      try {
        return await this.once(attempt, isRead);
      } catch (error) {
        if (!isLocked(error)) throw error;
      }
    }
    const turn = this.#turns.acquire();
    try {
      await idle(turn);
      return await this.#retry(attempt, idle);
    } finally {
      (await turn)();
    }
  }

  /** The same without the wait. */
  async once<T>(attempt: () => Promise<T>, isRead: boolean): Promise<T> {
    const result = await attempt();
    if (!isRead) this.stop();
    return result;
  }

  /** The lock is gone, or nobody waits for it any more. */
  stop(): void {
    this.#cancelTimeout?.();
    this.#cancelTimeout = undefined;
    this.#isOver = false;
  }

  async #retry<T>(attempt: () => Promise<T>, idle: Idle): Promise<T> {
    for (;;) {
      try {
        return await this.once(attempt, false);
      } catch (error) {
        // Behind any other failure there is no lock.
        if (!isLocked(error)) this.stop();
        if (!isLocked(error) || this.#isOver) throw error;
      }
      this.#begin();
      await idle(this.#pause());
    }
  }

  #begin(): void {
    if (this.#cancelTimeout !== undefined) return;
    this.onLocked();
    this.#cancelTimeout = this.clock.wakeAt(this.clock.now() + maxWaitMs, () => {
      this.#isOver = true;
    });
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.clock.wakeAt(this.clock.now() + retryMs, resolve);
    });
  }
}
