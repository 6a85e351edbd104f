// What happens without a click: one timer for what falls due next, requests and stale messages alike.
import { KeyedLock } from "./impersonation/keyed-lock.js";
import { isStoreFailure } from "./impersonation/model/errors.js";
import { backoffMs } from "./impersonation/model/settings.js";
import type { Clock } from "./impersonation/ports/clock.js";
import type { IdentityProvider } from "./impersonation/ports/identity-provider.js";
import type { MessageStore } from "./impersonation/ports/message-store.js";
import { type DueStore, type DueWork, dueWork } from "./impersonation/ports/store.js";
import type { Impersonation } from "./impersonation/service.js";
import type { Log } from "./runtime/log.js";
import { reportUnhandled } from "./runtime/unhandled.js";

interface SchedulerContext {
  readonly store: Pick<MessageStore, "messagesDue"> & DueStore;
  readonly impersonation: Pick<Impersonation, "attend" | "show">;
  /** For Clerk's time, by which links and sessions are over. */
  readonly identities: Pick<IdentityProvider, "now">;
  readonly clock: Clock;
  readonly log: Log;
}

/** The longest time between two rounds. */
const maxWaitMs = 15_000;
/** What is due but held by a running call is retried after this. */
const lockedWaitMs = 250;
/** A clock that is synchronized goes back a little now and then. */
const toleratedBackMs = 1_000;
/** Messages worked on at a time: a backlog after an outage must not run into rate limits. */
const maxShowing = 50;
/** Requests worked on at a time. Each kind has room of its own: polls that hang hold up no deadline and no revoke. */
const maxAttending: Readonly<Record<DueWork, number>> = { record: 50, revoke: 50, end: 50, find: 10, poll: 20 };

interface Alarm {
  readonly atMs: number;
  readonly cancel: () => void;
}

const noAlarm: Alarm = { atMs: Number.POSITIVE_INFINITY, cancel: () => {} };

export class Scheduler {
  readonly #context: SchedulerContext;
  /** By request id. */
  readonly #attending: Readonly<Record<DueWork, KeyedLock>> = {
    record: new KeyedLock(),
    revoke: new KeyedLock(),
    end: new KeyedLock(),
    find: new KeyedLock(),
    poll: new KeyedLock(),
  };
  readonly #showing = new KeyedLock();
  #alarm: Alarm = noAlarm;
  /** The latest reading of the clock. */
  #latest = 0;
  #stopped = false;
  #round: Promise<void> | undefined;
  #again = false;
  /** How often in a row the store failed, and until when the scheduler pauses. */
  #storeFailures = 0;
  #pausedUntilMs = 0;

  constructor(context: SchedulerContext) {
    this.#context = context;
  }

  async start(): Promise<void> {
    const { store, clock } = this.#context;
    const now = clock.now();
    // The clock may have been set back while no bot ran.
    await store.clockSetBack(now);
    this.#latest = now;
    this.wake();
  }

  /** Something changed: starts what is due now. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#round !== undefined) {
      this.#again = true;
      return;
    }
    this.#alarm.cancel();
    this.#alarm = noAlarm;
    this.#round = this.#rounds().finally(() => {
      this.#round = undefined;
      // Something changed after the last look of that round.
      if (this.#again && !this.#isPaused()) this.wake();
    });
  }

  /** How many requests are being attended to, or have their messages synced. */
  get running(): number {
    return this.#attended().length + this.#showing.keys.length;
  }

  /** Starts nothing more, and waits for what is running. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#alarm.cancel();
    await this.#round;
    await Promise.all([...Object.values(this.#attending), this.#showing].map((lock) => lock.idle()));
  }

  async #rounds(): Promise<void> {
    const { clock, log } = this.#context;
    if (this.#isPaused()) return this.#alarmAt(this.#pausedUntilMs);
    try {
      let nextDueAt: number;
      do {
        this.#again = false;
        await this.#detectSetBack();
        nextDueAt = await this.#nextDueAt();
        if (!this.#stopped && nextDueAt <= clock.now()) {
          await this.#startDue();
          nextDueAt = await this.#nextDueAt();
        }
      } while (this.#again && !this.#stopped && !this.#isPaused());
      this.#alarmAt(this.#roundAt(nextDueAt));
    } catch (error) {
      if (isStoreFailure(error)) return this.#pause();
      reportUnhandled(log, "scheduler, which goes on", error);
      this.#alarmAt(clock.now() + maxWaitMs);
    }
  }

  /** Waits for none of it: a call that hangs must not hold up another request's deadline. */
  async #startDue(): Promise<void> {
    const { store, impersonation, identities, clock, log } = this.#context;
    const now = clock.now();
    const room = { ...maxAttending };
    for (const work of dueWork) room[work] -= this.#attending[work].keys.length;
    for (const { work, request } of await store.due({ now, clerkNow: identities.now() }, room, this.#attended())) {
      const attended = this.#attending[work].hold(request.id, () =>
        impersonation.attend(request).catch((error: unknown) => {
          if (isStoreFailure(error)) this.#pause();
          else reportUnhandled(log, "attending to a due request", error, { request: request.id });
          return false;
        }),
      );
      // What a running call holds stays due: it waits for the alarm, and starts no new round at once.
      void attended.then((done) => {
        if (!done) return;
        this.#storeFailures = 0;
        this.wake();
      });
    }
    const showing = this.#showing.keys;
    const messages = await store.messagesDue(clock.now(), maxShowing - showing.length, showing);
    for (const id of new Set(messages.map(({ requestId }) => requestId))) {
      void this.#showing.hold(id, () => this.#show(id));
    }
  }

  /** Ids of the requests that are worked on. */
  #attended(): string[] {
    return Object.values(this.#attending).flatMap(({ keys }) => keys);
  }

  /** Rounds come at least every fifteen seconds, so a step back is underestimated by no more than that. */
  async #detectSetBack(): Promise<void> {
    const { store, clock, log } = this.#context;
    const now = clock.now();
    const backMs = this.#latest - now;
    if (backMs > toleratedBackMs) {
      log.warn("clock moved back", { byAtLeastMs: backMs });
      await store.clockSetBack(now);
    }
    // Only after that: if it fails, the next round repeats it.
    this.#latest = now;
  }

  async #show(requestId: string): Promise<void> {
    const { impersonation, log } = this.#context;
    try {
      await impersonation.show(requestId);
      this.#storeFailures = 0;
      // What Slack refused may be due again before the alarm that was set meanwhile.
      const atMs = this.#roundAt(await this.#nextDueAt());
      if (atMs < this.#alarm.atMs) this.#alarmAt(atMs);
    } catch (error) {
      if (isStoreFailure(error)) return this.#pause();
      reportUnhandled(log, "syncing stale messages", error, { request: requestId });
    }
  }

  /** What is due stays due: without a pause it would be retried in a loop, with calls to Clerk. */
  #pause(): void {
    if (this.#isPaused()) return;
    const waitMs = backoffMs(this.#storeFailures);
    this.#storeFailures += 1;
    this.#pausedUntilMs = this.#context.clock.now() + waitMs;
    this.#context.log.warn("scheduler paused: the database fails", { waitMs });
    this.#alarmAt(this.#pausedUntilMs);
  }

  #isPaused(): boolean {
    const leftMs = this.#pausedUntilMs - this.#context.clock.now();
    // A longer one means that the clock was set back.
    return leftMs > 0 && leftMs <= maxWaitMs;
  }

  async #nextDueAt(): Promise<number> {
    return (await this.#context.store.nextDueAt()) ?? Number.POSITIVE_INFINITY;
  }

  #roundAt(nextDueAt: number): number {
    const now = this.#context.clock.now();
    return Math.min(Math.max(nextDueAt, now + lockedWaitMs), now + maxWaitMs);
  }

  #alarmAt(atMs: number): void {
    this.#alarm.cancel();
    if (this.#stopped) return;
    this.#alarm = { atMs, cancel: this.#context.clock.wakeAt(atMs, () => this.wake()) };
  }
}
