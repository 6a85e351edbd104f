// Keeps the lease of this process on a shared database, and takes over what a process that died had claimed.
import { setTimeout as pause } from "node:timers/promises";
import { isStoreFailure } from "./impersonation/model/errors.js";
import type { PendingReply } from "./impersonation/model/pending-reply.js";
import { claimMaxMs } from "./impersonation/model/settings.js";
import type { Clock } from "./impersonation/ports/clock.js";
import type { InstanceStore } from "./impersonation/ports/instance-store.js";
import type { PendingReplyStore } from "./impersonation/ports/pending-reply-store.js";
import type { Log } from "./runtime/log.js";
import { reportUnhandled } from "./runtime/unhandled.js";

interface LeaseContext {
  readonly store: InstanceStore & Pick<PendingReplyStore, "takenOver">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Called when something was taken over, with the pending replies among it. */
type OnTakenOver = (replies: readonly PendingReply[]) => void;

const renewEveryMs = 2_000;
/** A process that could not renew its lease for this long can't tell who else could not. */
const overdueMs = 3_000;
/** While nobody could renew a lease, others' ran out as well: they get this long to renew theirs. */
const graceMs = 6_000;
/** Something of theirs may have been locked, or they may claim something although they were taken over. */
const rememberedMs = 60_000;

export class Lease {
  readonly #context: LeaseContext;
  readonly #ending = new AbortController();
  #kept = Promise.resolve();
  #live = 1;
  #takesOver = true;
  /** Both by `performance.now()`. */
  #takesOverFrom = 0;
  #renewedAt = Number.POSITIVE_INFINITY;
  /** Those that were gone lately, and until when they are looked at again. */
  readonly #goneUntil = new Map<string, number>();
  #takingOver: Promise<void> | undefined;

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
    await this.#takingOver;
    if (this.#context.store.isShared) this.#kept = this.#keep(onTakenOver);
  }

  /** What others leave from now on is for those that do not stop. */
  takeNothingOver(): void {
    this.#takesOver = false;
  }

  /** When this process works on nothing any more: what is left is taken over at once. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#kept;
    // Its errors were reported.
    await this.#takingOver?.catch(() => {});
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
        const before = this.#takingOver;
        await this.#renew(onTakenOver);
        // Nor does a lock that holds up a takeover cost this process its lease.
        if (this.#takingOver !== before) {
          this.#takingOver?.catch((error: unknown) => this.#report("taking over from other processes", error));
        }
      } catch (error) {
        this.#report("renewing the lease", error);
      }
    }
  }

  #report(where: string, error: unknown): void {
    // A failing database is reported where it fails.
    if (!isStoreFailure(error)) reportUnhandled(this.#context.log, where, error);
  }

  async #renew(onTakenOver: OnTakenOver): Promise<void> {
    const { store, log } = this.#context;
    const { live, gone } = await store.renewLease();
    if (live !== this.#live) log.info("processes on this database", { live });
    this.#live = live;
    const now = performance.now();
    // The database was away, or this machine stood still.
    if (now - this.#renewedAt > overdueMs) this.#takesOverFrom = now + graceMs;
    this.#renewedAt = now;
    if (!this.#takesOver || now < this.#takesOverFrom) return;
    for (const id of gone) this.#goneUntil.set(id, now + rememberedMs);
    for (const [id, until] of this.#goneUntil) if (until < now) this.#goneUntil.delete(id);
    this.#takingOver ??= this.#takeOver(onTakenOver).finally(() => {
      this.#takingOver = undefined;
    });
  }

  async #takeOver(onTakenOver: OnTakenOver): Promise<void> {
    const { store, clock } = this.#context;
    const failures: unknown[] = [];
    let isChanged = false;
    for (const id of this.#goneUntil.keys()) {
      const now = clock.now();
      try {
        isChanged = (await store.takeOver(id, now, now + claimMaxMs)) || isChanged;
      } catch (error) {
        // What could not be taken over does not keep the rest waiting.
        failures.push(error);
      }
    }
    const replies = await store.takenOver();
    if (isChanged || replies.length > 0) onTakenOver(replies);
    if (failures.length > 0) throw failures[0];
  }
}

/** Resolves with false as soon as `stop` is aborted. */
function passes(ms: number, stop: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal: stop, ref: false }).catch(() => false);
}
