// What is still to be written after the database failed, and nobody waits for: it is written as soon as that works again.

export class LeftWrites {
  readonly #writes = new Map<string, () => Promise<unknown>>();

  /** Of the same `name` the latest counts. It may have been stored already. */
  add(name: string, write: () => Promise<unknown>): void {
    this.#writes.set(name, write);
  }

  async make(): Promise<void> {
    for (const [name, write] of this.#writes) {
      await write();
      // Another one may have come meanwhile.
      if (this.#writes.get(name) === write) this.#writes.delete(name);
    }
  }
}
