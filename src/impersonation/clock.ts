// Time as the rules see it: a reading and a wake-up, so that a test or the sandbox can move it.

export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /** Calls `wake` once, when `now()` has reached `atMs`. Returns a function that calls it off. */
  wakeAt(atMs: number, wake: () => void): () => void;
}

// setTimeout counts in 32 bits; a longer wait is taken in pieces.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt(atMs, wake) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const leftMs = atMs - Date.now();
      timer = setTimeout(
        () => (Date.now() >= atMs ? wake() : arm()),
        Math.min(Math.max(leftMs, 0), LONGEST_TIMEOUT_MS),
      );
    };
    arm();
    return () => clearTimeout(timer);
  },
};
