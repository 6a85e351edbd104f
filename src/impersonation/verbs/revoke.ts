// A press on Revoke. It is tried at Clerk at once, also where an earlier one still waits for Clerk's confirmation.
import { Ending } from "../access/ending.js";
import { PressTurns } from "../access/press-turns.js";
import { requireApprover } from "../checks/authority.js";
import { type Freshness, freshForClick } from "../checks/freshness.js";
import type { RefusalLimits } from "../checks/refusal-limits.js";
import { type Context, requireRequest } from "../context.js";
import { ImpersonationError, isStoreFailure } from "../model/errors.js";
import { isRevocable } from "../model/lifecycle.js";
import type { Request } from "../model/request.js";
import { waitUntil } from "../ports/clock.js";
import type { Urgency } from "../ports/identity-provider.js";
import { beginRevoking, putOnRecord, tryToEnd } from "../revoking/finish-revoking.js";
import { endWithoutRecord } from "../revoking/unrecorded-revoke.js";

/** What came of the first try. */
export interface Revoked {
  /** Clerk confirmed that access is gone. Where it has not, Clerk is asked again by itself. */
  readonly confirmed: boolean;
  /** False where the database failed: what was done is put on record later, by itself. */
  readonly recorded: boolean;
  /** It was being revoked already: the messages show nothing new where Clerk still has not confirmed it. */
  readonly isRepeated: boolean;
}

/** How a revoke differs from a press on the button in a message. */
export interface RevokeHow {
  /** By a command, and not on a message, which may be newer than the record: what is over there is over. */
  readonly chosen?: "from record";
  /** Whether the person is an approver may have been looked up since then: for many requests at once. */
  readonly since?: Freshness;
  readonly urgency?: Urgency;
  /** False: the messages are left to the scheduler. */
  readonly shows?: boolean;
}

/** Longer than the record of a revoke takes, and no time for a person. */
const recordedWithinMs = 1_000;

export function createRevoke(
  context: Context,
  limits: RefusalLimits,
): (id: string, by: string, how?: RevokeHow) => Promise<Revoked> {
  const turns = new PressTurns<Tried>(context);
  /** Requests whose access is ended without the database. */
  const unrecorded = new Set<string>();
  return async (id, by, how = {}) => {
    const request = await requireRequest(context, id);
    if (by !== request.actorSlackId && by !== request.decidedBy) {
      await limits.run(by, () => requireApprover(context, by, how.since ?? freshForClick(context)));
    }
    if (how.chosen !== undefined && !isLive(request)) throw new ImpersonationError({ code: "too_late", request });
    const press = { by, at: context.clock.now() };
    const isRepeated = request.status === "revoking";
    if (!mayGiveAccess(request)) {
      // Whether there is anything to revoke is asked of Clerk too.
      const began = async () => tryOnce(context, await beginRevoking(context, request, press), by, how);
      return { ...(await turns.run(request, began)), isRepeated };
    }
    let revoking: Request;
    try {
      revoking = await recordedSoon(context, beginRevoking(context, request, press));
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      const unstored = async () => {
        return { confirmed: await endWithoutRecord(context, unrecorded, request, press), recorded: false };
      };
      return { ...(await turns.run(request, unstored)), isRepeated };
    }
    return { ...(await turns.run(revoking, () => tryOnce(context, revoking, by, how))), isRepeated };
  };
}

/** Throws `store_unavailable` also where the record takes long, as behind another program's lock: access ends first. */
async function recordedSoon({ clock, stopping, inBackground }: Context, begun: Promise<Request>): Promise<Request> {
  const late = waitUntil(clock, clock.now() + recordedWithinMs, stopping);
  const first = await Promise.race([begun, late.then((isLate) => (isLate ? undefined : begun))]);
  if (first !== undefined) return first;
  // Whether it was stored is looked at when the rest is put on record.
  inBackground(async () => {
    await begun.catch((error: unknown) => {
      if (!(error instanceof ImpersonationError)) throw error;
    });
  });
  throw new ImpersonationError({ code: "store_unavailable", stage: "before" });
}

/** Whether there may be something to end. */
function isLive({ status }: Request): boolean {
  return status === "revoking" || isRevocable(status);
}

/** Without a token there is nothing that could be ended yet. */
function mayGiveAccess(request: Request): boolean {
  return request.tokenId !== null && isLive(request);
}

type Tried = Omit<Revoked, "isRepeated">;

function tryOnce(context: Context, revoking: Request, by: string, how: RevokeHow): Promise<Tried> {
  // Also while another call holds the request: neither a poll nor the post of the link may delay a revoke.
  const tried = context.locks.hold(revoking.id, async () => {
    const ending = new Ending(context, revoking, by, how.urgency ?? "press");
    const outcome = await tryToEnd(revoking, ending);
    try {
      const { status } = await putOnRecord(context, revoking, ending, outcome);
      return { confirmed: outcome.closing !== undefined || status === "revoked", recorded: true };
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      // That it is being revoked is on record, so the scheduler does the rest.
      return { confirmed: outcome.closing !== undefined, recorded: false };
    }
  });
  // Where it takes longer than a moment, the messages say that access is being revoked.
  context.wakeScheduler();
  return tried;
}
