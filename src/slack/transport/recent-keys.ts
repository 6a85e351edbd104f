// Which keys were seen in the last ten minutes.

const keptForMs = 600_000;
const maxEntries = 10_000;

export class RecentKeys {
  readonly #seenAt = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /** False where the key was seen before. */
  add(key: string): boolean {
    const now = this.now();
    // In order of insertion, so the oldest come first.
    for (const [old, seenAt] of this.#seenAt) {
      if (now - seenAt < keptForMs && this.#seenAt.size < maxEntries) break;
      this.#seenAt.delete(old);
    }
    if (this.#seenAt.has(key)) return false;
    this.#seenAt.set(key, now);
    return true;
  }
}
