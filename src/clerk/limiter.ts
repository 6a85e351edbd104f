// One budget for all calls to Clerk, which the customer's own backend shares: what ends access goes first, polls take a
// fifth at most, and Clerk's 429 stops everybody. p-queue and bottleneck have priorities, but no share that is kept for one.
import { ImpersonationError, retryAfterMs } from "../impersonation/model/errors.js";
import { budgetWindowMs, pollShare } from "../impersonation/model/settings.js";
import type { Clock } from "../impersonation/ports/clock.js";
import type { Urgency } from "../impersonation/ports/identity-provider.js";

export type Priority = Urgency | "creation" | "look-up" | "search";

/** How much of the budget may be spent before each has to wait: the rest is kept for those above it. */
const ceilings: Readonly<Record<Priority, number>> = {
  press: 1,
  revoke: 0.9,
  creation: 0.8,
  "look-up": 0.7,
  find: 0.7,
  poll: 0.7,
  search: 0.4,
};
/** The most urgent first. */
const order = [
  "press",
  "revoke",
  "creation",
  "look-up",
  "find",
  "poll",
  "search",
] as const satisfies readonly Priority[];
/** They have a share of their own besides. */
const polls: ReadonlySet<Priority> = new Set(["find", "poll"]);

/** Polls are sent in parts of their share: one that is wanted soon does not wait behind ten seconds of others. */
const pollParts = 4;
/** A pause does not hold up what ends access for longer. */
const revokePauseMaxMs = 30_000;
/** Nor anything for longer than this: a call then shows whether Clerk still refuses. */
const pauseMaxMs = 120_000;
const jitterMaxMs = 1_000;

/** What both clocks showed: whichever has gone further since counts, so that setting one back holds nothing up. */
interface Reading {
  readonly now: number;
  readonly monotonic: number;
}

interface Sent {
  readonly priority: Priority;
  readonly sentAt: Reading;
  answeredAt?: Reading;
}

interface Waiting {
  readonly since: Reading;
  readonly waitMs: number;
  readonly start: (sent: Sent) => void;
  readonly fail: (error: ImpersonationError) => void;
}

interface LimiterOptions {
  /** The share of this process. */
  readonly requestsPer10s: () => number;
  readonly clock: Clock;
  /** From 0 to 1, for the jitter of a pause. */
  readonly random: () => number;
  /** Once aborted, nothing waits any more. */
  readonly stopping: AbortSignal;
}

export class Limiter {
  readonly #options: LimiterOptions;
  /** What Clerk may count still. */
  #sent: Sent[] = [];
  readonly #waiting: Readonly<Record<Priority, Waiting[]>> = {
    press: [],
    revoke: [],
    creation: [],
    "look-up": [],
    find: [],
    poll: [],
    search: [],
  };
  #pause: { readonly since: Reading; readonly ms: number } | undefined;
  #cancelAlarm = () => {};

  constructor(options: LimiterOptions) {
    this.#options = options;
    options.stopping.addEventListener("abort", () => this.#next(), { once: true });
  }

  /**
   * Makes the call when its turn has come. Throws `clerk_rate_limited` as soon as it is clear that this would take longer
   * than `waitMs`; the call was not made then. One that Clerk refuses so itself pauses all others.
   */
  async run<T>(priority: Priority, waitMs: number, call: () => Promise<T>): Promise<T> {
    const sent = await this.#turn(priority, waitMs);
    try {
      return await call();
    } catch (error) {
      throw this.#pausing(priority, error);
    } finally {
      sent.answeredAt = this.#reading();
      this.#next();
    }
  }

  #turn(priority: Priority, waitMs: number): Promise<Sent> {
    return new Promise((start, fail) => {
      this.#waiting[priority].push({ since: this.#reading(), waitMs, start, fail });
      this.#next();
    });
  }

  /** Starts what may be sent now, and gives up on what can't be sent in time. */
  #next(): void {
    this.#cancelAlarm();
    this.#sent = this.#sent.filter((sent) => this.#countsForMs(sent) > 0);
    let alarmMs = Number.POSITIVE_INFINITY;
    for (const priority of order) {
      alarmMs = Math.min(alarmMs, this.#serve(priority));
    }
    if (alarmMs === Number.POSITIVE_INFINITY) return;
    const { clock } = this.#options;
    this.#cancelAlarm = clock.wakeAt(clock.now() + Math.ceil(alarmMs), () => this.#next());
  }

  /** Milliseconds until those that go on waiting have to be looked at again. */
  #serve(priority: Priority): number {
    const queue = this.#waiting[priority];
    let blockedMs = this.#blockedMs(priority);
    while (blockedMs === 0) {
      const first = queue.shift();
      if (first === undefined) return Number.POSITIVE_INFINITY;
      const sent = { priority, sentAt: this.#reading() };
      this.#sent.push(sent);
      first.start(sent);
      blockedMs = this.#blockedMs(priority);
    }
    const leftMs = ({ since, waitMs }: Waiting) =>
      this.#options.stopping.aborted ? Number.NEGATIVE_INFINITY : waitMs - this.#elapsedMs(since);
    const staying = queue.filter((waiting) => leftMs(waiting) >= blockedMs);
    const error = new ImpersonationError({ code: "clerk_rate_limited", retryAfterMs: Math.ceil(blockedMs) });
    for (const waiting of queue.splice(0, queue.length, ...staying)) {
      if (!staying.includes(waiting)) waiting.fail(error);
    }
    return staying.length === 0 ? Number.POSITIVE_INFINITY : blockedMs;
  }

  /** The least that a call of this priority has to wait for; 0 where it may be sent. */
  #blockedMs(priority: Priority): number {
    const budget = this.#options.requestsPer10s();
    const waits = [
      this.#pausedMs(priority),
      untilBelow(
        this.#sent.map((sent) => this.#countsForMs(sent)),
        wholeShare(budget * ceilings[priority]),
      ),
    ];
    if (polls.has(priority)) {
      const polled = this.#sent.filter((sent) => polls.has(sent.priority));
      const share = wholeShare(budget * pollShare);
      waits.push(
        untilBelow(
          polled.map((sent) => this.#countsForMs(sent)),
          share,
        ),
        untilBelow(
          polled.map(({ sentAt }) => budgetWindowMs / pollParts - this.#elapsedMs(sentAt)).filter((ms) => ms > 0),
          Math.ceil(share / pollParts),
        ),
      );
    }
    return Math.max(...waits);
  }

  /** Clerk counted the call some time between its being sent and its answer. */
  #countsForMs({ answeredAt }: Sent): number {
    return answeredAt === undefined ? budgetWindowMs : budgetWindowMs - this.#elapsedMs(answeredAt);
  }

  #pausedMs(priority: Priority): number {
    if (priority === "press" || this.#pause === undefined) return 0;
    const { since, ms } = this.#pause;
    const mostMs = priority === "revoke" ? Math.min(ms, revokePauseMaxMs) : ms;
    return Math.max(0, mostMs - this.#elapsedMs(since));
  }

  /** What the caller of the refused call is told: nobody waits for longer than the pause. */
  #pausing(priority: Priority, error: unknown): unknown {
    const askedMs = retryAfterMs(error);
    if (askedMs === 0) return error;
    const jitterMs = this.#options.random() * Math.min(jitterMaxMs, askedMs / 10);
    const ms = Math.min(askedMs, pauseMaxMs) + jitterMs;
    // Of several that were refused at about the same time, the longest wait counts.
    if (ms > this.#pausedMs("poll")) this.#pause = { since: this.#reading(), ms };
    const mostMs = priority === "press" || priority === "revoke" ? revokePauseMaxMs : pauseMaxMs;
    return new ImpersonationError({ code: "clerk_rate_limited", retryAfterMs: Math.min(askedMs, mostMs) });
  }

  #reading(): Reading {
    const { clock } = this.#options;
    return { now: clock.now(), monotonic: clock.monotonic() };
  }

  #elapsedMs({ now, monotonic }: Reading): number {
    const { clock } = this.#options;
    return Math.max(0, clock.now() - now, clock.monotonic() - monotonic);
  }
}

/** Where several processes divide a small budget, the share of one call would be none, and would never be waited for. */
function wholeShare(calls: number): number {
  return Math.max(1, Math.floor(calls));
}

/** The wait until fewer than `most` of those remain that last so long. */
function untilBelow(lastMs: readonly number[], most: number): number {
  return lastMs.length < most ? 0 : (lastMs.toSorted((a, b) => a - b)[lastMs.length - most] ?? 0);
}
