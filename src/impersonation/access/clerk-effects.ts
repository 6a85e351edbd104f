// The calls that change something at Clerk, each with its attempt and its outcome on record.

import { type Context, record, recordIfPossible } from "../context.js";
import type { AuditEntry } from "../model/audit.js";
import { ImpersonationError, reasonOf } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { creationTimeoutMs } from "../model/settings.js";
import type { ActorToken, TokenRevocation } from "../ports/identity-provider.js";

/** The entry to write before Clerk is asked to create a token. */
export function creationAttempt({ id }: Pick<Request, "id">, by: string, at: number): AuditEntry {
  return { at, requestId: id, by, action: "actor_token.create", outcome: "attempt", detail: {} };
}

/** The caller has recorded the attempt, and records the created token with its id. `beforeAttempt` can refuse by throwing. */
export function createActorToken(
  context: Context,
  request: Request,
  by: string,
  beforeAttempt: () => Promise<void>,
): Promise<ActorToken> {
  const order = {
    subjectId: request.subjectId,
    actorSub: request.actorSub,
    requestId: request.id,
    linkMs: context.rules.linkTtlMs,
    sessionMs: request.sessionMs,
  };
  const entry = { requestId: request.id, by, action: "actor_token.create" };
  return auditFailure(context, entry, {}, async () => {
    await beforeAttempt();
    const giveUpAt = context.clock.now() + creationTimeoutMs;
    return context.identities.createActorToken(order, giveUpAt, beforeAttempt);
  });
}

/** The entry for a created token, to write together with its id. */
export function creationEntry({ clock }: Context, request: Request, tokenId: string, by: string): AuditEntry {
  const entry = { requestId: request.id, by, action: "actor_token.create", at: clock.now() };
  return { ...entry, outcome: "done", detail: { actor_token: tokenId } };
}

export function revokeActorToken(
  context: Context,
  request: Request,
  tokenId: string,
  by: string,
): Promise<TokenRevocation> {
  const detail = { actor_token: tokenId };
  return auditedRevocation(context, { requestId: request.id, by, action: "actor_token.revoke" }, detail, async () => {
    const result = await context.identities.revokeActorToken(tokenId);
    return { result, outcome: result === "revoked" ? "done" : result };
  });
}

export function revokeSession(context: Context, request: Request, sessionId: string, by: string): Promise<void> {
  const detail = { session: sessionId };
  return auditedRevocation(context, { requestId: request.id, by, action: "session.revoke" }, detail, async () => {
    await context.identities.revokeSession(sessionId);
    return { result: undefined, outcome: "done" };
  });
}

type Detail = Readonly<Record<string, string>>;
type Entry = Pick<AuditEntry, "requestId" | "by" | "action">;

/** Ends access even where the attempt can't be recorded; where the outcome can't, this throws, and is retried later. */
async function auditedRevocation<T>(
  context: Context,
  entry: Entry,
  detail: Detail,
  call: () => Promise<{ result: T; outcome: string }>,
): Promise<T> {
  await recordIfPossible(context, { ...entry, outcome: "attempt", detail });
  const { result, outcome } = await auditFailure(context, entry, detail, call);
  await record(context, { ...entry, outcome, detail });
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
