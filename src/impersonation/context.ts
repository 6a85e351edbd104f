// What every verb works with.
import type { KeyedLock } from "./keyed-lock.js";
import type { AuditEntry } from "./model/audit.js";
import { ImpersonationError, isStoreFailure } from "./model/errors.js";
import type { Request } from "./model/request.js";
import type { Moment } from "./model/schedule.js";
import type { Rules } from "./model/settings.js";
import type { Clock } from "./ports/clock.js";
import type { Directory } from "./ports/directory.js";
import type { IdentityProvider } from "./ports/identity-provider.js";
import type { Notifier } from "./ports/notifier.js";
import type { RequestLists } from "./ports/request-lists.js";
import type { RequestStore } from "./ports/request-store.js";
import type { SessionStore } from "./ports/session-store.js";

export interface Context {
  readonly rules: Rules;
  readonly clock: Clock;
  readonly store: RequestStore & RequestLists & SessionStore;
  readonly directory: Directory;
  /** For asks alone: what was looked up before a card was posted counts for no decision on it. */
  readonly askDirectory: Directory;
  readonly identities: IdentityProvider;
  readonly notifier: Notifier;
  /** A new request's id: opaque, short (it is sent in a cookie), not guessable. */
  readonly newRequestId: () => string;
  /** From 0 to 1: keeps polls apart. */
  readonly random: () => number;
  /** By request id: the scheduler skips what a running call of this process works on. */
  readonly locks: KeyedLock;
  /** Runs work that no caller awaits; shutdown waits for it, and its failure is logged. */
  readonly inBackground: (work: () => Promise<void>) => void;
  /** Wakes the scheduler while a click is still being handled; afterwards it is woken anyway. */
  readonly wakeScheduler: () => void;
  /** Aborted at shutdown, so that nobody waits out a rate limit. */
  readonly stopping: AbortSignal;
}

/** This moment by our clock, and by Clerk's as far as it is known. */
export function momentOf({ clock, identities }: Pick<Context, "clock" | "identities">): Moment {
  return { now: clock.now(), clerkNow: identities.now() };
}

/** Throws `unknown_request` where the store has none with this id. */
export async function requireRequest({ store }: Pick<Context, "store">, id: string): Promise<Request> {
  const request = await store.get(id);
  if (request === undefined) throw new ImpersonationError({ code: "unknown_request" });
  return request;
}

/** The request after a conditional write: as written, or as the store has it now where another write came first. */
export async function orCurrent(
  context: Pick<Context, "store">,
  { id }: Pick<Request, "id">,
  write: Promise<Request | undefined>,
): Promise<Request> {
  return (await write) ?? requireRequest(context, id);
}

export async function record(
  { store, clock }: Context,
  entry: Omit<AuditEntry, "at" | "detail"> & { detail?: AuditEntry["detail"] },
): Promise<void> {
  await store.record({ detail: {}, ...entry, at: clock.now() });
}

/** For entries that must not hold up more important work; the store logs its failure. */
export async function recordIfPossible(...entry: Parameters<typeof record>): Promise<void> {
  try {
    await record(...entry);
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
  }
}

/** Marks a store failure in `work` as one after a decision was stored, which is carried out later. */
export async function withDecisionStored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    throw new ImpersonationError({ code: "store_unavailable", stage: "after" }, { cause: error.cause });
  }
}
