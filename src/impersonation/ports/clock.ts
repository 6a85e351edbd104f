// Time as the rules see it: a reading and a wake-up, so that a test or the sandbox can move it.

export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /**
   * Calls `wake` once, when `now()` has reached `atMs`, or when as much time has gone by as lay ahead of it and the clock
   * was set back meanwhile. Returns a function that calls it off.
   */
  wakeAt(atMs: number, wake: () => void): () => void;
}

/** Resolves with true when the clock has come to `atMs`, and with false as soon as `stop` is given. */
export function waitUntil(clock: Clock, atMs: number, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const callOff = clock.wakeAt(atMs, () => {
      stop.removeEventListener("abort", breakOff);
      resolve(true);
    });
    const breakOff = () => {
      callOff();
      resolve(false);
    };
    stop.addEventListener("abort", breakOff, { once: true });
  });
}
