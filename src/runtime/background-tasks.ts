// Work that only shutdown waits for.
import { isStoreFailure } from "../impersonation/model/errors.js";
import type { Log } from "./log.js";
import { TaskSet } from "./task-set.js";
import { reportUnhandled } from "./unhandled.js";

export class BackgroundTasks {
  readonly #tasks = new TaskSet();

  constructor(private readonly log: Log) {}

  run(work: () => Promise<void>): void {
    void this.#tasks.track(work().catch((error: unknown) => this.#failed(error)));
  }

  get running(): number {
    return this.#tasks.size;
  }

  #failed(error: unknown): void {
    // The scheduler retries it, and the store has logged what failed.
    if (isStoreFailure(error)) this.log.warn("background task postponed", { error });
    else reportUnhandled(this.log, "background task", error);
  }

  idle(): Promise<void> {
    return this.#tasks.idle();
  }
}
