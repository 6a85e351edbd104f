// Keeps the lease of this process on a shared database, and takes over what a process that died had claimed.
import { setTimeout as pause } from "node:timers/promises";
import { isStoreFailure } from "./impersonation/model/errors.js";
import type { PendingReply } from "./impersonation/model/pending-reply.js";
import { claimMaxMs } from "./impersonation/model/settings.js";
import type { Clock } from "./impersonation/ports/clock.js";
import type { InstanceStore } from "./impersonation/ports/instance-store.js";
import type { Log } from "./runtime/log.js";
import { reportUnhandled } from "./runtime/unhandled.js";

interface LeaseContext {
  readonly store: InstanceStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** Called for each process that is gone, with its pending replies. */
type OnTakenOver = (replies: readonly PendingReply[]) => void;

const renewEveryMs = 2_000;
/** While the database was away nobody could renew a lease: the others get this long to do so once it is back. */
const graceMs = 6_000;

export class Lease {
  readonly #context: LeaseContext;
  readonly #ending = new AbortController();
  #kept = Promise.resolve();
  #live = 1;
  /** By `performance.now()`. */
  #takesOverFrom = 0;

  constructor(context: LeaseContext) {
    this.#context = context;
  }

  /** How many processes share the limits of Slack and Clerk. */
  get live(): number {
    return this.#live;
  }

  /** Takes the lease, and renews it until `end`. */
  async take(onTakenOver: OnTakenOver): Promise<void> {
    await this.#renew(onTakenOver);
    if (this.#context.store.isShared) this.#kept = this.#keep(onTakenOver);
  }

  /** When this process works on nothing any more: what is left is taken over at once. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#kept;
    try {
      await this.#context.store.endLease();
    } catch (error) {
      // It runs out by itself.
      if (!isStoreFailure(error)) throw error;
    }
  }

  /** Not by our clock, which may be set: the lease is by the server's. */
  async #keep(onTakenOver: OnTakenOver): Promise<void> {
    while (await passes(renewEveryMs, this.#ending.signal)) {
      try {
        await this.#renew(onTakenOver);
      } catch (error) {
        this.#takesOverFrom = Number.POSITIVE_INFINITY;
        // A failing database is reported where it fails.
        if (!isStoreFailure(error)) reportUnhandled(this.#context.log, "renewing the lease", error);
      }
    }
  }

  async #renew(onTakenOver: OnTakenOver): Promise<void> {
    const { store, clock, log } = this.#context;
    const { live, gone } = await store.renewLease();
    if (live !== this.#live) log.info("processes on this database", { live });
    this.#live = live;
    if (this.#takesOverFrom === Number.POSITIVE_INFINITY) this.#takesOverFrom = performance.now() + graceMs;
    if (performance.now() < this.#takesOverFrom) return;
    for (const id of gone) {
      const now = clock.now();
      onTakenOver(await store.takeOver(id, now, now + claimMaxMs));
    }
  }
}

/** Resolves with false as soon as `stop` is aborted. */
function passes(ms: number, stop: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal: stop, ref: false }).catch(() => false);
}
