// Abandoning an approval: a token that may be valid is revoked first, and the request says what may exist.
import { revokeActorToken } from "../access/clerk-effects.js";
import { markUsed, markUsedIfOpened } from "../access/mark-used.js";
import { retryLater } from "../access/retry-later.js";
import { type Context, orCurrent, requireRequest } from "../context.js";
import { understudy } from "../model/audit.js";
import { ImpersonationError, mayHaveHappened, retryAfterMs } from "../model/errors.js";
import type { Failure, Request } from "../model/request.js";
import { tokenExpiredBy } from "../model/schedule.js";

/**
 * Abandons an approved request. A token that may be valid is revoked first; until Clerk confirms, the request stays
 * `approved` and is tried again. Where Clerk says that the link was opened, its session is watched instead. `slackCode`:
 * with which Slack refused the link's message.
 */
export async function abandon(
  context: Context,
  approved: Request,
  failure: Failure,
  slackCode = approved.slackCode,
): Promise<Request> {
  const { store, clock } = context;
  const { tokenId } = approved;
  if (tokenId === null) return fail(context, approved, failure, isUncertain(failure), slackCode);
  const answer = await revokeActorToken(context, approved, tokenId, understudy).catch((error: unknown) => {
    if (!(error instanceof ImpersonationError)) throw error;
    return error;
  });
  if (answer === "revoked" || (answer === "not_found" && !mayHaveArrived.has(failure))) {
    return fail(context, approved, failure, false, slackCode);
  }
  if (answer === "accepted" || answer === "not_found") {
    const patch = { dueAt: clock.now(), tokenRevocation: answer === "accepted" ? answer : null };
    return orCurrent(context, approved, markUsed(context, approved, patch, { actor_token: tokenId, answer }));
  }
  // Clerk does not say what became of the token: a session that came of it shows it.
  if (mayHaveArrived.has(failure) && (await markUsedIfOpened(context, approved))) {
    return requireRequest(context, approved.id);
  }
  const marked = await store.amend(approved, { failure, slackCode }, approved.failure === null);
  if (marked === undefined) return requireRequest(context, approved.id);
  return orCurrent(context, marked, retryLater(context, marked, { retryAfterMs: retryAfterMs(answer) }));
}

const mayHaveArrived: ReadonlySet<Failure> = new Set(["delivery_unknown", "interrupted", "not_recorded"]);

/** `tokenMayExist`: Clerk may have created one whose link nobody has, and whose id is not known. */
export function fail(
  context: Context,
  approved: Request,
  failure: Failure,
  tokenMayExist: boolean,
  slackCode: string | null = null,
): Promise<Request> {
  const { store, clock, rules } = context;
  const now = clock.now();
  const retryUntil = (approved.decidedAt ?? now) + rules.requestTtlMs;
  const failed = store.move(approved, "fail", {
    by: understudy,
    at: now,
    detail: { failure, token_may_exist: tokenMayExist },
    patch: {
      failure,
      slackCode,
      closedAt: now,
      retryUntil,
      dueAt: retryUntil,
      tries: 0,
      ...(tokenMayExist ? { tokenMayExistUntil: tokenExpiredBy(approved, rules) } : {}),
    },
    announce: ["failed"],
  });
  return orCurrent(context, approved, failed);
}

function isUncertain(failure: Failure): boolean {
  return failure === "interrupted" || mayHaveHappened({ code: failure });
}
