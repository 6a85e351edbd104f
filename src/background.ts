// Work that nobody waits for, until the process stops: then it is waited for.
import type { Log } from "./log.js";

export class Background {
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly log: Log) {}

  run(work: () => Promise<void>): void {
    const run = work()
      .catch((error: unknown) => this.log.error("work in the background failed", { error }))
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
