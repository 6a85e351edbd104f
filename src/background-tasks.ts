// Work that nobody waits for, until the process stops: then it is waited for.
import { isStoreFailure } from "./impersonation/model/errors.js";
import type { Log } from "./log.js";
import { reportUnhandled } from "./unhandled.js";

export class BackgroundTasks {
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly log: Log) {}

  run(work: () => Promise<void>): void {
    const run = work()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  get running(): number {
    return this.#running.size;
  }

  #failed(error: unknown): void {
    // Scheduler takes it up again, and the store has logged what failed.
    if (isStoreFailure(error)) this.log.warn("work in the background was put off", { error });
    else reportUnhandled(this.log, "work in the background", error);
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
