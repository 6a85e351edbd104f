// Waits for work, but no longer than somebody else waits.
import type { Clock } from "../impersonation/ports/clock.js";

export const late = Symbol("late");

/** What `work` resolves with, or `late` where `ms` went by first: the work goes on then. Rejects where it rejects in time. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | typeof late> {
  let cancel = () => {};
  const over = new Promise<typeof late>((resolve) => {
    cancel = clock.wakeAt(clock.now() + ms, () => resolve(late));
  });
  // Nobody else hears of a failure that comes late.
  work.catch(() => {});
  try {
    return await Promise.race([work, over]);
  } finally {
    cancel();
  }
}
