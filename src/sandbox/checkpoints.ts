// The points of a call at which a watcher may hold it up: it waits there until the watcher is done.

/** Before anything came of it; when it took effect and its answer is not sent; when the answer is on its way. */
export const checkpoints = ["arrived", "done", "answered"] as const;
export type Checkpoint = (typeof checkpoints)[number];

/** "is lost": the call goes no further and its connection is dropped; too late for one that is answered. */
export type Fate = "goes on" | "is lost";
export type Watcher<Call> = (call: Call, at: Checkpoint) => Fate | Promise<Fate>;

export class Checkpoints<Call> {
  readonly #watchers = new Set<Watcher<Call>>();

  /** Returns a function that ends it; a call that is held up at that time still waits for the watcher. */
  watch(watcher: Watcher<Call>): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Resolves once every watcher is through: one that loses the call is enough to lose it. */
  async pass(call: Call, at: Checkpoint): Promise<Fate> {
    const fates = await Promise.all([...this.#watchers].map((watcher) => watcher(call, at)));
    return fates.includes("is lost") ? "is lost" : "goes on";
  }
}
