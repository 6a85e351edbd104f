// Time as the rules see it: a reading and a wake-up, so that a test or the sandbox can move it.

export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /** Calls `wake` once, when `now()` has reached `atMs`. Returns a function that calls it off. */
  wakeAt(atMs: number, wake: () => void): () => void;
}
