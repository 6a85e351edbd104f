// Revoking: making sure at Clerk that access is gone, and saying so only then.

import { revokeActorToken } from "../access/clerk-effects.js";
import { endSessions } from "../access/session-watch.js";
import { requireApprover } from "../checks/authority.js";
import { type Context, requireRequest, tryLock, withDecisionStored } from "../context.js";
import { understudy } from "../model/audit.js";
import { ImpersonationError, retryAfterMs } from "../model/errors.js";
import { isRevocable } from "../model/lifecycle.js";
import type { Closing, Request } from "../model/request.js";
import { alwaysFresh } from "../ports/directory.js";
import { endUnrecorded } from "./ahead-of-record.js";
import { retryLater } from "./retry-later.js";
import { show } from "./show.js";

/** Resolves with the request as it stands after the first try: `revoked`, or `revoking` while Clerk has not confirmed. */
export async function revoke(context: Context, id: string, by: string): Promise<Request> {
  let request = await requireRequest(context, id);
  if (by !== request.actorSlackId && by !== request.decidedBy) await requireApprover(context, by, alwaysFresh);
  const now = context.clock.now();
  for (;;) {
    if (!isRevocable(request.status)) {
      await endUnrecorded(context, request, by);
      throw new ImpersonationError({ code: "too_late", request });
    }
    const revoking = await context.store.move(request, "revoke", {
      by,
      at: now,
      patch: { revokedBy: by, revokeAskedAt: now, tries: 0, dueAt: now },
      announce: by === request.actorSlackId ? [] : ["ended"],
    });
    if (revoking !== undefined) {
      context.inBackground(() => show(context, id));
      const finish = () => withDecisionStored(finishRevoking(context, revoking));
      if (!context.busy.has(id)) return (await tryLock(context, id, finish)) ?? revoking;
      // The link is being made. With its token known nothing is waited for; else whoever makes it ends it.
      return revoking.tokenId === null ? revoking : finish();
    }
    // The request moved on between the look and the write, say because the link was just used: look again.
    request = await requireRequest(context, id);
  }
}

/** One try at the effect of a revoke. Never throws for what Clerk says: the request then stays `revoking` and due. */
export async function finishRevoking(context: Context, revoking: Request): Promise<Request> {
  try {
    const closing = await endAccess(context, revoking);
    if (closing !== undefined) return await confirm(context, revoking, closing);
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    return (await retryLater(context, revoking, retryAfterMs(error))) ?? revoking;
  }
  return (await retryLater(context, revoking)) ?? revoking;
}

/** How access ended, once Clerk has confirmed it; undefined while it has not. */
async function endAccess(context: Context, request: Request): Promise<Closing | undefined> {
  if (request.tokenId === null) return undefined;
  const answer = await revokeActorToken(context, request, request.tokenId, request.revokedBy ?? understudy);
  return answer === "revoked" ? "unused" : endSessions(context, request, request.revokedBy ?? understudy);
}

async function confirm(context: Context, request: Request, closing: Closing): Promise<Request> {
  const now = context.clock.now();
  const closed = await context.store.move(request, "confirm", {
    by: understudy,
    at: now,
    detail: { closing },
    patch: { closing, closedAt: now, dueAt: null, tries: 0 },
  });
  return closed ?? (await context.store.get(request.id)) ?? request;
}
