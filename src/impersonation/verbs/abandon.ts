// Giving an approved request up: whatever may be alive is revoked first, and the record says what may exist.

import { revokeActorToken } from "../access/clerk-effects.js";
import type { Context } from "../context.js";
import { understudy } from "../model/audit.js";
import { ImpersonationError, mayHaveHappened, retryAfterMs } from "../model/errors.js";
import type { Failure, Request } from "../model/request.js";
import { tokenDeadBy } from "../model/schedule.js";
import { retryLater } from "./retry-later.js";

/**
 * Gives an approved request up. A token that may be alive is revoked first; until Clerk confirms, the request stays
 * `approved` and is tried again. Clerk says the link was opened: then it did arrive, and access is watched instead.
 */
export async function abandon(context: Context, approved: Request, failure: Failure): Promise<Request> {
  const { store, clock } = context;
  const { tokenId } = approved;
  if (tokenId !== null) {
    const arrived = mayHaveArrived.has(failure);
    try {
      const answer = await revokeActorToken(context, approved, tokenId, understudy);
      if (answer === "accepted" || (answer === "not_found" && arrived)) {
        const used = await store.move(approved, "use", {
          by: understudy,
          at: clock.now(),
          detail: { actor_token: tokenId, answer },
          patch: { tries: 0, dueAt: clock.now(), failure: null },
        });
        return used ?? approved;
      }
    } catch (error) {
      if (!(error instanceof ImpersonationError)) throw error;
      const marked = await store.amend(approved, { failure }, approved.failure === null);
      return (await retryLater(context, marked ?? approved, retryAfterMs(error))) ?? approved;
    }
  }
  return giveUp(context, approved, failure, tokenId === null && isUncertain(failure));
}

const mayHaveArrived: ReadonlySet<Failure> = new Set(["delivery_unknown", "interrupted", "not_recorded"]);

/** `tokenMayExist`: Clerk may have made one that nobody has, and that nothing of ours can revoke. */
export async function giveUp(
  { store, clock, rules }: Context,
  approved: Request,
  failure: Failure,
  tokenMayExist: boolean,
): Promise<Request> {
  const now = clock.now();
  const retryUntil = (approved.decidedAt ?? now) + rules.requestTtlMs;
  const failed = await store.move(approved, "fail", {
    by: understudy,
    at: now,
    detail: { failure, token_may_exist: tokenMayExist },
    patch: {
      failure,
      closedAt: now,
      retryUntil,
      dueAt: retryUntil,
      tries: 0,
      ...(tokenMayExist ? { tokenMayExistUntil: tokenDeadBy(approved, rules) } : {}),
    },
    announce: ["failed"],
  });
  return failed ?? (await store.get(approved.id)) ?? approved;
}

function isUncertain(failure: Failure): boolean {
  return failure === "interrupted" || mayHaveHappened({ code: failure });
}
