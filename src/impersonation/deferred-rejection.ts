// Look-ups that run in parallel.

/** Holds back the rejection of running work until its result is asked for. */
export function deferRejection<T>(promise: Promise<T>): () => Promise<T> {
  // Without a handler, an early rejection would be an unhandled one.
  promise.catch(() => {});
  return () => promise;
}
