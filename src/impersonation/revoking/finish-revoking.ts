// A revoke from its record to Clerk's confirmation. Sessions that are known are ended whatever the token's revoke says.
import { Ending } from "../access/ending.js";
import { retryLater } from "../access/retry-later.js";
import { type Context, orCurrent, recordIfPossible, requireRequest } from "../context.js";
import { deferRejection } from "../deferred-rejection.js";
import { understudy } from "../model/audit.js";
import { ImpersonationError, retryAfterMs } from "../model/errors.js";
import { isRevocable } from "../model/lifecycle.js";
import type { Closing, Request } from "../model/request.js";
import { endUnrecordedAccess } from "./ahead-of-record.js";

export interface Press {
  readonly by: string;
  readonly at: number;
}

/** Puts the revoke on record. Resolves with the request in `revoking`; throws `too_late` where there is nothing to revoke. */
export async function beginRevoking(context: Context, seen: Request, { by, at }: Press): Promise<Request> {
  let request = seen;
  for (;;) {
    if (request.status === "revoking") {
      await recordIfPossible(context, { requestId: request.id, by, action: "revoke", outcome: "again" });
      return request;
    }
    if (!isRevocable(request.status)) {
      await endUnrecordedAccess(context, request, by, "press");
      throw new ImpersonationError({ code: "too_late", request });
    }
    const revoking = await context.store.move(request, "revoke", {
      by,
      at,
      patch: { revokedBy: by, revokeAskedAt: at, tries: 0, dueAt: at },
      announce: by === request.actorSlackId ? [] : ["ended"],
    });
    if (revoking !== undefined) return revoking;
    // The request moved on between the read and the write, say because the link was just used: read again.
    request = await requireRequest(context, request.id);
  }
}

/** One try at the effect of a revoke, with its outcome on record: `revoked`, or still `revoking` and due. */
export async function finishRevoking(context: Context, revoking: Request): Promise<Request> {
  const ending = new Ending(context, revoking, revoking.revokedBy ?? understudy);
  return putOnRecord(context, revoking, ending, await tryToEnd(revoking, ending));
}

export interface Tried {
  /** How access ended, once Clerk has confirmed it. */
  readonly closing: Closing | undefined;
  /** How long Clerk asked us to wait. */
  readonly waitMs: number;
}

/** Needs no database. Never throws on an error of Clerk's. */
export async function tryToEnd(request: Request, ending: Ending): Promise<Tried> {
  try {
    return { closing: await endAccess(request, ending), waitMs: 0 };
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    return { closing: undefined, waitMs: retryAfterMs(error) };
  }
}

export async function putOnRecord(
  context: Context,
  revoking: Request,
  ending: Ending,
  { closing, waitMs }: Tried,
): Promise<Request> {
  if (closing === undefined) {
    const patch = await ending.remember();
    return orCurrent(context, revoking, retryLater(context, revoking, { retryAfterMs: waitMs, patch }));
  }
  await ending.record();
  const closedAt = context.clock.now();
  const confirmed = context.store.move(revoking, "confirm", {
    by: understudy,
    at: closedAt,
    detail: { closing },
    patch: { closing, closedAt, dueAt: null, tries: 0 },
  });
  return orCurrent(context, revoking, confirmed);
}

/** Undefined while Clerk has not confirmed it, or while no token is known yet. */
async function endAccess({ tokenId }: Request, ending: Ending): Promise<Closing | undefined> {
  if (tokenId === null) return undefined;
  const token = deferRejection(ending.token(tokenId));
  const answered = () => token().catch((error: unknown) => error);
  const known = await ending.knownSessions();
  if (known.length === 0) {
    const answer = await answered();
    if (answer === "revoked") return "unused";
    // A list would wait as long as the next try does.
    if (retryAfterMs(answer) > 0 && !ending.isPressed) throw answer;
  }
  try {
    const ended = await ending.sessions(known);
    // Where it may still be opened, the token's answer counts, and an error of it too.
    if (ended.closing === undefined) await token();
    return (await ending.isLinkSpent(ended, token)) ? ended.closing : undefined;
  } catch (error) {
    // Its answer counts for the next try.
    await answered();
    throw error;
  }
}
