// Work under way beside one another, one piece for each key and not more than a lane holds.

/** So that a morning after an outage does not run into rate limits. */
const maxConcurrent = 50;

export class KeyedPool {
  readonly #running = new Map<string, Promise<unknown>>();

  /** How many more may be started. */
  get free(): number {
    return maxConcurrent - this.#running.size;
  }

  get keys(): string[] {
    return [...this.#running.keys()];
  }

  /** Resolves as `work` does, which never rejects, with its place in the lane free again. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const done = work().finally(() => this.#running.delete(key));
    this.#running.set(key, done);
    return done;
  }

  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }
}
