// Revoking: making sure at Clerk that access is gone, and saying so only then.

import { revokeActorToken } from "../access/clerk-effects.js";
import { endSessions } from "../access/session-watch.js";
import { requireApprover } from "../checks/authority.js";
import { afterDecision, existing, type Parts, whileBusy } from "../context.js";
import { understudy } from "../model/audit.js";
import { ImpersonationError, retryAfterMs } from "../model/errors.js";
import { isRevocable } from "../model/lifecycle.js";
import type { Closing, Request } from "../model/request.js";
import { askAnew } from "../ports/ports.js";
import { endUnrecorded } from "./ahead-of-record.js";
import { unanswered } from "./retry-later.js";
import { show } from "./show.js";

/** Resolves with the request as it stands after the first try: `revoked`, or `revoking` while Clerk has not confirmed. */
export async function revoke(parts: Parts, id: string, by: string): Promise<Request> {
  let request = await existing(parts, id);
  if (by !== request.actorSlackId && by !== request.decidedBy) await requireApprover(parts, by, askAnew);
  const now = parts.clock.now();
  for (;;) {
    if (!isRevocable(request.status)) {
      await endUnrecorded(parts, request, by);
      throw new ImpersonationError({ code: "too_late", request });
    }
    const revoking = await parts.store.move(request, "revoke", {
      by,
      at: now,
      patch: { revokedBy: by, revokeAskedAt: now, tries: 0, dueAt: now },
      announce: by === request.actorSlackId ? [] : ["ended"],
    });
    if (revoking !== undefined) {
      parts.inBackground(() => show(parts, id));
      const finish = () => afterDecision(finishRevoking(parts, revoking));
      if (!parts.busy.has(id)) return (await whileBusy(parts, id, finish)) ?? revoking;
      // The link is being made. With its token known nothing is waited for; else whoever makes it ends it.
      return revoking.tokenId === null ? revoking : finish();
    }
    // The request moved on between the look and the write, say because the link was just used: look again.
    request = await existing(parts, id);
  }
}

/** One try at the effect of a revoke. Never throws for what Clerk says: the request then stays `revoking` and due. */
export async function finishRevoking(parts: Parts, revoking: Request): Promise<Request> {
  try {
    const closing = await endAccess(parts, revoking);
    if (closing !== undefined) return await confirm(parts, revoking, closing);
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    return (await unanswered(parts, revoking, retryAfterMs(error))) ?? revoking;
  }
  return (await unanswered(parts, revoking)) ?? revoking;
}

/** How access ended, once Clerk has confirmed it; undefined while it has not. */
async function endAccess(parts: Parts, request: Request): Promise<Closing | undefined> {
  if (request.tokenId === null) return undefined;
  const answer = await revokeActorToken(parts, request, request.tokenId, request.revokedBy ?? understudy);
  return answer === "revoked" ? "unused" : endSessions(parts, request, request.revokedBy ?? understudy);
}

async function confirm(parts: Parts, request: Request, closing: Closing): Promise<Request> {
  const now = parts.clock.now();
  const closed = await parts.store.move(request, "confirm", {
    by: understudy,
    at: now,
    detail: { closing },
    patch: { closing, closedAt: now, dueAt: null, tries: 0 },
  });
  return closed ?? (await parts.store.get(request.id)) ?? request;
}
