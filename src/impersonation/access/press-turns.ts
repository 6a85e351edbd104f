// Tries at Clerk for presses on Revoke, spaced so that somebody who presses without end does not use up Clerk's budget.
import type { Context } from "../context.js";
import type { Request } from "../model/request.js";
import { waitUntil } from "../ports/clock.js";

const spacingMs = 2_000;

interface Try<T> {
  readonly attempt: number;
  readonly startsAt: number;
  readonly result: Promise<T>;
  isOver: boolean;
}

export class PressTurns<T> {
  /** The latest by request. */
  readonly #tries = new Map<string, Try<T>>();

  constructor(private readonly context: Pick<Context, "clock" | "stopping">) {}

  /** One try for each request at a time, shared by all who press until it is over; the next begins two seconds later. */
  run({ id, attempt }: Request, start: () => Promise<T>): Promise<T> {
    const { clock, stopping } = this.context;
    const now = clock.now();
    this.#forget(now);
    const latest = this.#tries.get(id);
    const isSame = latest?.attempt === attempt;
    if (isSame && !latest.isOver) return latest.result;
    const startsAt = isSame ? latest.startsAt + spacingMs : now;
    const result = startsAt > now ? waitUntil(clock, startsAt, stopping).then(start) : start();
    const current: Try<T> = { attempt, startsAt, result, isOver: false };
    this.#tries.set(id, current);
    const end = () => {
      current.isOver = true;
    };
    result.then(end, end);
    return result;
  }

  #forget(now: number): void {
    for (const [id, { isOver, startsAt }] of this.#tries) {
      // After the clock was set back, some lie in the future.
      if (isOver && Math.abs(now - startsAt) > spacingMs) this.#tries.delete(id);
    }
  }
}
