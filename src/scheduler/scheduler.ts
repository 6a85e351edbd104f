// What happens without a click: one timer for whatever falls due next, requests and stale messages alike.

import { isStoreFailure } from "../impersonation/model/errors.js";
import { backoffMs } from "../impersonation/model/settings.js";
import type { Clock } from "../impersonation/ports/clock.js";
import type { MessageStore } from "../impersonation/ports/message-store.js";
import type { RequestStore } from "../impersonation/ports/request-store.js";
import type { DueStore } from "../impersonation/ports/store.js";
import type { Impersonation } from "../impersonation/service.js";
import type { Log } from "../log.js";
import { reportUnhandled } from "../unhandled.js";
import { KeyedPool } from "./keyed-pool.js";

export interface SchedulerContext {
  readonly store: Pick<RequestStore, "due" | "makeUnfinishedDue"> & Pick<MessageStore, "messagesDue"> & DueStore;
  readonly impersonation: Pick<Impersonation, "attend" | "show">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looked at again after this at the latest. */
const maxWaitMs = 15_000;
/** What is due but held by a running call is looked at again after this. */
const lockedWaitMs = 250;

/** A clock that is kept in step with others goes back a little now and then. */
const toleratedBackMs = 1_000;

interface Alarm {
  readonly atMs: number;
  readonly cancel: () => void;
}

const none: Alarm = { atMs: Number.POSITIVE_INFINITY, cancel: () => {} };

export class Scheduler {
  readonly #context: SchedulerContext;
  readonly #requests = new KeyedPool();
  readonly #messages = new KeyedPool();
  #alarm: Alarm = none;
  /** The latest reading of the clock. */
  #latest = 0;
  #stopped = false;
  #round: Promise<void> | undefined;
  #again = false;
  /** How often in a row the store failed, and until when it is left alone. */
  #storeFailures = 0;
  #pausedUntilMs = 0;

  constructor(context: SchedulerContext) {
    this.#context = context;
  }

  /** Takes up what an earlier process left unfinished, then keeps going. */
  async start(): Promise<void> {
    const { store, clock } = this.#context;
    const now = clock.now();
    await store.makeUnfinishedDue(now);
    // The clock may have been set back while no bot ran.
    await store.clockSetBack(now);
    this.#latest = now;
    this.wake();
  }

  /** Something changed: look anew at what is due. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#round !== undefined) {
      this.#again = true;
      return;
    }
    this.#alarm.cancel();
    this.#alarm = none;
    this.#round = this.#rounds().finally(() => {
      this.#round = undefined;
    });
  }

  /** How many requests are being attended to, or have their messages mended. */
  get running(): number {
    return this.#requests.keys.length + this.#messages.keys.length;
  }

  /** Takes nothing new, and waits for what is running. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#alarm.cancel();
    await this.#round;
    await Promise.all([this.#requests.idle(), this.#messages.idle()]);
  }

  async #rounds(): Promise<void> {
    const { clock, log } = this.#context;
    if (this.#isPaused()) return this.#alarmAt(this.#pausedUntilMs);
    try {
      do {
        this.#again = false;
        await this.#takeUpWhatIsDue();
      } while (this.#again && !this.#stopped && !this.#isPaused());
      await this.#setAlarm();
    } catch (error) {
      if (isStoreFailure(error)) return this.#pause();
      reportUnhandled(log, "scheduler, which goes on", error);
      this.#alarmAt(clock.now() + maxWaitMs);
    }
  }

  /** Starts it and waits for none of it: one call that hangs must not hold up another request's deadline. */
  async #takeUpWhatIsDue(): Promise<void> {
    const { store, impersonation, clock, log } = this.#context;
    await this.#noticeSetBack();
    const requests = await store.due(clock.now(), this.#requests.free, this.#requests.keys);
    for (const request of requests) {
      const attended = this.#requests.run(request.id, () =>
        impersonation.attend(request).catch((error: unknown) => {
          if (isStoreFailure(error)) this.#pause();
          else reportUnhandled(log, "attending to a due request", error, { request: request.id });
          return false;
        }),
      );
      // What a running call holds is still due: it waits for the alarm, and does not make this go round and round.
      void attended.then((done) => {
        if (!done) return;
        this.#storeFailures = 0;
        this.wake();
      });
    }
    const messages = await store.messagesDue(clock.now(), this.#messages.free, this.#messages.keys);
    for (const id of new Set(messages.map(({ requestId }) => requestId))) {
      void this.#messages.run(id, () => this.#mendMessages(id));
    }
  }

  /** Rounds come at least every fifteen seconds, so no more than that of a step back goes unnoticed. */
  async #noticeSetBack(): Promise<void> {
    const { store, clock, log } = this.#context;
    const now = clock.now();
    const backMs = this.#latest - now;
    if (backMs > toleratedBackMs) {
      log.warn("the clock was set back", { byAtLeastMs: backMs });
      await store.clockSetBack(now);
    }
    // Only once that is done: where it fails, the next round does it.
    this.#latest = now;
  }

  async #mendMessages(requestId: string): Promise<void> {
    const { impersonation, log } = this.#context;
    try {
      await impersonation.show(requestId);
      this.#storeFailures = 0;
      // What Slack refused may be due again before the alarm that was set meanwhile.
      await this.#bringAlarmForward();
    } catch (error) {
      if (isStoreFailure(error)) return this.#pause();
      reportUnhandled(log, "mending stale messages", error, { request: requestId });
    }
  }

  /** What is due stays due: without a pause it would be tried, at Clerk as well, again and again. */
  #pause(): void {
    if (this.#isPaused()) return;
    const waitMs = backoffMs(this.#storeFailures);
    this.#storeFailures += 1;
    this.#pausedUntilMs = this.#context.clock.now() + waitMs;
    this.#context.log.warn("scheduler waits for the database", { waitMs });
    this.#alarmAt(this.#pausedUntilMs);
  }

  #isPaused(): boolean {
    const leftMs = this.#pausedUntilMs - this.#context.clock.now();
    // Longer than that it only seems to be, to a clock that was set back.
    return leftMs > 0 && leftMs <= maxWaitMs;
  }

  async #setAlarm(): Promise<void> {
    this.#alarmAt(await this.#nextLook());
  }

  /** Leaves an earlier one alone: one message after the other must not put off whatever else it was set for. */
  async #bringAlarmForward(): Promise<void> {
    const atMs = await this.#nextLook();
    if (atMs < this.#alarm.atMs) this.#alarmAt(atMs);
  }

  async #nextLook(): Promise<number> {
    const { store, clock } = this.#context;
    const now = clock.now();
    const next = (await store.nextDueAt()) ?? Number.POSITIVE_INFINITY;
    return Math.min(Math.max(next, now + lockedWaitMs), now + maxWaitMs);
  }

  #alarmAt(atMs: number): void {
    this.#alarm.cancel();
    if (this.#stopped) return;
    this.#alarm = { atMs, cancel: this.#context.clock.wakeAt(atMs, () => this.wake()) };
  }
}
