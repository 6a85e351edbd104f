// What is still to be written after the database failed, and nobody waits for: it is written as soon as that works again.
import { isStoreFailure } from "../impersonation/model/errors.js";

export class DeferredWrites {
  readonly #writes = new Map<string, () => Promise<unknown>>();

  /** Of the same `name` the latest counts. It may have been stored already. */
  add(name: string, write: () => Promise<unknown>): void {
    this.#writes.set(name, write);
  }

  async make(): Promise<void> {
    for (const [name, write] of this.#writes) {
      try {
        await write();
      } catch (error) {
        // One that can't succeed is reported once, and not tried again.
        if (!isStoreFailure(error)) this.#writes.delete(name);
        throw error;
      }
      // Another one may have come meanwhile.
      if (this.#writes.get(name) === write) this.#writes.delete(name);
    }
  }
}
