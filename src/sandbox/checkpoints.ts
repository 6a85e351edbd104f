// Points at which a watcher can pause a call, or drop it.

/** Before any effect; after the effect, before the answer is sent; after the answer is sent. */
export const checkpoints = ["arrived", "done", "answered"] as const;
export type Checkpoint = (typeof checkpoints)[number];

/** "is lost" stops the call and drops its connection; it has no effect once the call is answered. */
export type Fate = "goes on" | "is lost";
export type Watcher<Call> = (call: Call, at: Checkpoint) => Fate | Promise<Fate>;

export class Checkpoints<Call> {
  readonly #watchers = new Set<Watcher<Call>>();

  /** Returns an unsubscribe function; calls already paused still wait for the watcher. */
  watch(watcher: Watcher<Call>): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Resolves once every watcher has resolved; a single "is lost" drops the call. */
  async pass(call: Call, at: Checkpoint): Promise<Fate> {
    const fates = await Promise.all([...this.#watchers].map((watcher) => watcher(call, at)));
    return fates.includes("is lost") ? "is lost" : "goes on";
  }
}
