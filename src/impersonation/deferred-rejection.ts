// Look-ups that run in parallel.

/** Starts no work: keeps the rejection of work that runs already until its result is asked for. */
export function deferRejection<T>(promise: Promise<T>): () => Promise<T> {
  // A handler, so that a rejection before that is not an unhandled one.
  promise.catch(() => {});
  return () => promise;
}
