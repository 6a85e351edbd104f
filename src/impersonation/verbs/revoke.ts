// Revoking: making sure at Clerk that access has ended, and saying so only then.
import { revokeActorToken } from "../access/clerk-effects.js";
import { endSessions } from "../access/session-watch.js";
import { requireApprover } from "../checks/authority.js";
import { freshForClick } from "../checks/freshness.js";
import { type Context, orCurrent, requireRequest, withDecisionStored } from "../context.js";
import { understudy } from "../model/audit.js";
import { ImpersonationError, retryAfterMs } from "../model/errors.js";
import { isRevocable } from "../model/lifecycle.js";
import type { Closing, Request } from "../model/request.js";
import { endUnrecordedAccess } from "./ahead-of-record.js";
import { retryLater } from "./retry-later.js";
import { show } from "./show.js";

/** Resolves with the request as it is after the first try: `revoked`, or `revoking` while Clerk has not confirmed. */
export async function revoke(context: Context, id: string, by: string): Promise<Request> {
  let request = await requireRequest(context, id);
  if (by !== request.actorSlackId && by !== request.decidedBy) {
    await requireApprover(context, by, freshForClick(context));
  }
  const now = context.clock.now();
  for (;;) {
    if (!isRevocable(request.status)) {
      await endUnrecordedAccess(context, request, by);
      throw new ImpersonationError({ code: "too_late", request });
    }
    const revoking = await context.store.move(request, "revoke", {
      by,
      at: now,
      patch: { revokedBy: by, revokeAskedAt: now, tries: 0, dueAt: now },
      announce: by === request.actorSlackId ? [] : ["ended"],
    });
    if (revoking !== undefined) return revokeAtClerk(context, revoking);
    // The request moved on between the read and the write, say because the link was just used: read again.
    request = await requireRequest(context, id);
  }
}

function revokeAtClerk(context: Context, revoking: Request): Promise<Request> {
  const { id } = revoking;
  context.inBackground(() => show(context, id));
  // Also while another call holds the request: neither a poll nor the post of the link may delay a revoke.
  return context.locks.hold(id, () => withDecisionStored(finishRevoking(context, revoking)));
}

/** One try at the effect of a revoke. Never throws on a Clerk error: the request then stays `revoking` and due. */
export async function finishRevoking(context: Context, revoking: Request): Promise<Request> {
  let waitMs = 0;
  try {
    const closing = await endAccess(context, revoking);
    if (closing !== undefined) return await confirm(context, revoking, closing);
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    waitMs = retryAfterMs(error);
  }
  return orCurrent(context, revoking, retryLater(context, revoking, waitMs));
}

/** How access ended, once Clerk has confirmed it; undefined while it has not, or while no token is known yet. */
async function endAccess(context: Context, request: Request): Promise<Closing | undefined> {
  if (request.tokenId === null) return undefined;
  const by = request.revokedBy ?? understudy;
  const answer = await revokeActorToken(context, request, request.tokenId, by);
  return answer === "revoked" ? "unused" : endSessions(context, request, by);
}

function confirm(context: Context, request: Request, closing: Closing): Promise<Request> {
  const closedAt = context.clock.now();
  const confirmed = context.store.move(request, "confirm", {
    by: understudy,
    at: closedAt,
    detail: { closing },
    patch: { closing, closedAt, dueAt: null, tries: 0 },
  });
  return orCurrent(context, request, confirmed);
}
