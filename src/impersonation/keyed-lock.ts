// A lock for each key: work on a held key waits, is skipped, or runs in parallel.

export class KeyedLock {
  readonly #held = new Map<string, Set<Promise<unknown>>>();

  has(key: string): boolean {
    return this.#held.has(key);
  }

  get keys(): string[] {
    return [...this.#held.keys()];
  }

  /** Runs `work` while it holds the key; undefined, without running it, where the key is held already. */
  async tryLock<T>(key: string, work: () => Promise<T>): Promise<T | undefined> {
    return this.has(key) ? undefined : this.hold(key, work);
  }

  /** Runs `work` once nobody holds the key, in the order of the calls. */
  async withLock<T>(key: string, work: () => Promise<T>): Promise<T> {
    while (this.has(key)) await Promise.allSettled(this.#held.get(key) ?? []);
    return this.hold(key, work);
  }

  /** Runs `work` at once, and holds the key in parallel with any other holder. */
  async hold<T>(key: string, work: () => Promise<T>): Promise<T> {
    const running = work();
    const holders = this.#held.get(key) ?? new Set();
    this.#held.set(key, holders.add(running));
    try {
      return await running;
    } finally {
      holders.delete(running);
      if (holders.size === 0) this.#held.delete(key);
    }
  }

  /** Resolves when nothing is held any more, work that started meanwhile included. */
  async idle(): Promise<void> {
    while (this.#held.size > 0) await Promise.allSettled([...this.#held.values()].flatMap((holders) => [...holders]));
  }
}
