// The calls that change something at Clerk, each with its attempt and its outcome on record.

import { type Context, recordIfPossible } from "../context.js";
import type { AuditEntry } from "../model/audit.js";
import { ImpersonationError, isStoreFailure, reasonOf } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { creationTimeoutMs } from "../model/settings.js";
import type { ActorToken, TokenRevocation, Urgency } from "../ports/identity-provider.js";

/** The entry to write before Clerk is asked to create a token. */
export function creationAttempt({ id }: Pick<Request, "id">, by: string, at: number): AuditEntry {
  return { at, requestId: id, by, action: "actor_token.create", outcome: "attempt", detail: {} };
}

/** The caller has recorded the attempt, and records the created token with its id. `beforeSend` can refuse by throwing. */
export function createActorToken(
  context: Context,
  request: Request,
  by: string,
  beforeSend: () => Promise<void>,
): Promise<ActorToken> {
  const order = {
    subjectId: request.subjectId,
    actorSub: request.actorSub,
    requestId: request.id,
    linkMs: context.rules.linkTtlMs,
    sessionMs: request.sessionMs,
  };
  const entry = { requestId: request.id, by, action: "actor_token.create" };
  const giveUpAt = context.clock.now() + creationTimeoutMs;
  return auditFailure(context, entry, {}, () => context.identities.createActorToken(order, giveUpAt, beforeSend));
}

/** The entry for a created token, to write together with its id. */
export function creationEntry({ clock }: Context, request: Request, tokenId: string, by: string): AuditEntry {
  const entry = { requestId: request.id, by, action: "actor_token.create", at: clock.now() };
  return { ...entry, outcome: "done", detail: { actor_token: tokenId } };
}

/** How access is ended, where it matters. */
interface How {
  readonly urgency: Urgency;
  /** Takes the outcome where it can't be recorded, so that access can be ended without the database. */
  readonly onUnrecorded: (entry: AuditEntry) => void;
}

export function revokeActorToken(
  context: Context,
  request: Request,
  tokenId: string,
  by: string,
  how: Partial<How> = {},
): Promise<TokenRevocation> {
  const entry = { requestId: request.id, by, action: "actor_token.revoke", detail: { actor_token: tokenId } };
  return auditedRevocation(context, entry, how, async (urgency) => {
    const result = await context.identities.revokeActorToken(tokenId, urgency);
    return { result, outcome: result === "revoked" ? "done" : result };
  });
}

export function revokeSession(
  context: Context,
  request: Request,
  sessionId: string,
  by: string,
  how: Partial<How> = {},
): Promise<void> {
  const entry = { requestId: request.id, by, action: "session.revoke", detail: { session: sessionId } };
  return auditedRevocation(context, entry, how, async (urgency) => {
    await context.identities.revokeSession(sessionId, urgency);
    return { result: undefined, outcome: "done" };
  });
}

type Detail = Readonly<Record<string, string>>;
type Entry = Pick<AuditEntry, "requestId" | "by" | "action">;

/** Ends access even where the attempt can't be recorded; where the outcome can't, this throws unless somebody takes it. */
async function auditedRevocation<T>(
  context: Context,
  { detail, ...entry }: Entry & { readonly detail: Detail },
  { urgency = "revoke", onUnrecorded }: Partial<How>,
  call: (urgency: Urgency) => Promise<{ result: T; outcome: string }>,
): Promise<T> {
  await recordIfPossible(context, { ...entry, outcome: "attempt", detail });
  const { result, outcome } = await auditFailure(context, entry, detail, () => call(urgency));
  const ended = { ...entry, outcome, detail, at: context.clock.now() };
  await context.store.record(ended).catch((error: unknown) => {
    if (onUnrecorded === undefined || !isStoreFailure(error)) throw error;
    onUnrecorded(ended);
  });
  return result;
}

/** Throws Clerk's error even where it can't be recorded. */
async function auditFailure<T>(context: Context, entry: Entry, detail: Detail, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const problem = error instanceof ImpersonationError ? error.problem : undefined;
    const reason = problem && reasonOf(problem);
    const outcome = problem?.code ?? "error";
    await recordIfPossible(context, { ...entry, outcome, detail: { ...detail, ...(reason && { reason }) } });
    throw error;
  }
}
