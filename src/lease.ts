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
  readonly stopping: AbortSignal;
}

const renewEveryMs = 2_000;
/** While the database was away nobody could renew a lease: the others get this long to do so once it is back. */
const graceMs = 6_000;

export class Lease {
  readonly #context: LeaseContext;
  #live = 1;
  /** How many processes it has taken over from. */
  #taken = 0;
  /** By `performance.now()`. */
  #takesOverFrom = 0;

  constructor(context: LeaseContext) {
    this.#context = context;
  }

  /** How many processes share the limits of Slack and Clerk. */
  get live(): number {
    return this.#live;
  }

  /** Takes the lease. Resolves with the pending replies of processes that are gone. */
  take(): Promise<readonly PendingReply[]> {
    return this.#renew();
  }

  /**
   * Renews the lease until `stopping` is aborted; `onTakenOver` is called where a process has died. Not by our clock, which
   * may be set: the lease is by the server's.
   */
  async keep(onTakenOver: (replies: readonly PendingReply[]) => void): Promise<void> {
    const { store, log, stopping } = this.#context;
    if (!store.isShared) return;
    while (await passes(renewEveryMs, stopping)) {
      try {
        const before = this.#taken;
        const replies = await this.#renew();
        if (this.#taken > before) onTakenOver(replies);
      } catch (error) {
        this.#takesOverFrom = Number.POSITIVE_INFINITY;
        // A failing database is reported where it fails.
        if (!isStoreFailure(error)) reportUnhandled(log, "renewing the lease", error);
      }
    }
  }

  /** What is left is taken over at once. */
  async end(): Promise<void> {
    try {
      await this.#context.store.endLease();
    } catch (error) {
      // It runs out by itself.
      if (!isStoreFailure(error)) throw error;
    }
  }

  async #renew(): Promise<PendingReply[]> {
    const { store, clock, log } = this.#context;
    const { live, gone } = await store.renewLease();
    if (live !== this.#live) log.info("processes on this database", { live });
    this.#live = live;
    if (this.#takesOverFrom === Number.POSITIVE_INFINITY) this.#takesOverFrom = performance.now() + graceMs;
    if (performance.now() < this.#takesOverFrom) return [];
    const replies: PendingReply[] = [];
    for (const id of gone) {
      const now = clock.now();
      replies.push(...(await store.takeOver(id, now, now + claimMaxMs)));
      this.#taken += 1;
    }
    return replies;
  }
}

/** Resolves with false as soon as `stop` is aborted. */
function passes(ms: number, stop: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal: stop }).catch(() => false);
}
