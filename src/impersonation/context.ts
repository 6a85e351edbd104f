// What every verb works with.
import type { AuditEntry } from "./model/audit.js";
import { ImpersonationError, isStoreFailure } from "./model/errors.js";
import type { Request } from "./model/request.js";
import type { Rules } from "./model/settings.js";
import type { Clock } from "./ports/clock.js";
import type { Directory } from "./ports/directory.js";
import type { IdentityProvider } from "./ports/identity-provider.js";
import type { Notifier } from "./ports/notifier.js";
import type { RequestStore } from "./ports/request-store.js";

export interface Context {
  readonly rules: Rules;
  readonly clock: Clock;
  readonly store: RequestStore;
  readonly directory: Directory;
  readonly identities: IdentityProvider;
  readonly notifier: Notifier;
  /** A new request's id: opaque, short (it travels in a cookie), never guessable. */
  readonly newRequestId: () => string;
  /** Requests that a running call of this process works on, so that scheduler lets them be. */
  readonly busy: Map<string, Promise<unknown>>;
  /** Runs work that nobody waits for; a stopping process does, and its failure is logged. */
  readonly inBackground: (work: () => Promise<void>) => void;
  /** Tells that something became due while a click still runs: otherwise it is looked for when the click is through. */
  readonly somethingIsDue: () => void;
}

/** Marks the request as worked on while `work` runs; undefined where somebody works on it already. */
export async function tryLock<T>({ busy }: Context, id: string, work: () => Promise<T>): Promise<T | undefined> {
  return busy.has(id) ? undefined : hold(busy, id, work);
}

/** The same, after whoever works on it now. */
export async function withLock<T>({ busy }: Context, id: string, work: () => Promise<T>): Promise<T> {
  while (busy.has(id)) await Promise.allSettled([busy.get(id)]);
  return hold(busy, id, work);
}

async function hold<T>(busy: Context["busy"], id: string, work: () => Promise<T>): Promise<T> {
  const running = work();
  busy.set(id, running);
  try {
    return await running;
  } finally {
    busy.delete(id);
  }
}

export async function record(
  { store, clock }: Context,
  entry: Omit<AuditEntry, "at" | "detail"> & { detail?: AuditEntry["detail"] },
): Promise<void> {
  await store.record({ detail: {}, ...entry, at: clock.now() });
}

/** For what should be written down but must not hold up what matters more; the log has why it was not. */
export async function recordIfPossible(...entry: Parameters<typeof record>): Promise<void> {
  try {
    await record(...entry);
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
  }
}

/** Says of a failing store that what was decided before `work` stands, and is carried on. */
export async function withDecisionStored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    throw new ImpersonationError({ code: "store_unavailable", stage: "after" }, { cause: error.cause });
  }
}

export async function requireRequest({ store }: Pick<Context, "store">, id: string): Promise<Request> {
  const request = await store.get(id);
  if (request === undefined) throw new ImpersonationError({ code: "unknown_request" });
  return request;
}
