// Time as the verbs see it: a reading and a wake-up, so that a test or the sandbox can control it.

export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /** Milliseconds since an arbitrary time; does not change when the clock is set. */
  monotonic(): number;
  /**
   * Calls `wake` once: when `now()` reaches `atMs` or, if the clock is set back meanwhile, when the original wait is
   * over. Returns a function that cancels it.
   */
  wakeAt(atMs: number, wake: () => void): () => void;
}

/** Resolves with true when the clock reaches `atMs`, and with false as soon as `stop` is aborted. */
export function waitUntil(clock: Clock, atMs: number, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const cancel = clock.wakeAt(atMs, () => {
      stop.removeEventListener("abort", onAbort);
      resolve(true);
    });
    const onAbort = () => {
      cancel();
      resolve(false);
    };
    stop.addEventListener("abort", onAbort, { once: true });
  });
}
