// A press on Revoke. It is tried at Clerk at once, also where an earlier one still waits for Clerk's confirmation.
import { Ending } from "../access/ending.js";
import { PressTurns } from "../access/press-turns.js";
import { requireApprover } from "../checks/authority.js";
import { freshForClick } from "../checks/freshness.js";
import type { RefusalLimits } from "../checks/refusal-limits.js";
import { type Context, requireRequest } from "../context.js";
import { ImpersonationError, isStoreFailure } from "../model/errors.js";
import { isRevocable } from "../model/lifecycle.js";
import type { Request } from "../model/request.js";
import { waitUntil } from "../ports/clock.js";
import { beginRevoking, putOnRecord, tryToEnd } from "./finish-revoking.js";
import { show } from "./show.js";
import { endWithoutRecord } from "./unrecorded-revoke.js";

/** What came of the first try. */
export interface Revoked {
  /** Clerk confirmed that access is gone. Where it has not, Clerk is asked again by itself. */
  readonly confirmed: boolean;
  /** False where the database failed: what was done is put on record later, by itself. */
  readonly recorded: boolean;
}

/** Longer than the record of a revoke takes, and no time for a person. */
const recordedWithinMs = 1_000;

export function createRevoke(context: Context, limits: RefusalLimits): (id: string, by: string) => Promise<Revoked> {
  const turns = new PressTurns<Revoked>(context);
  /** Requests whose access is ended without the database. */
  const unrecorded = new Set<string>();
  return async (id, by) => {
    const request = await requireRequest(context, id);
    if (by !== request.actorSlackId && by !== request.decidedBy) {
      await limits.run(by, () => requireApprover(context, by, freshForClick(context)));
    }
    const press = { by, at: context.clock.now() };
    if (!mayGiveAccess(request)) {
      // Whether there is anything to revoke is asked of Clerk too.
      return turns.run(request, async () => tryOnce(context, await beginRevoking(context, request, press), by));
    }
    let revoking: Request;
    try {
      revoking = await recordedSoon(context, beginRevoking(context, request, press));
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      return turns.run(request, async () => {
        return { confirmed: await endWithoutRecord(context, unrecorded, request, press), recorded: false };
      });
    }
    return turns.run(revoking, () => tryOnce(context, revoking, by));
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

/** Without a token there is nothing that could be ended yet. */
function mayGiveAccess({ status, tokenId }: Request): boolean {
  return tokenId !== null && (status === "revoking" || isRevocable(status));
}

function tryOnce(context: Context, revoking: Request, by: string): Promise<Revoked> {
  context.inBackground(() => show(context, revoking.id));
  // Also while another call holds the request: neither a poll nor the post of the link may delay a revoke.
  return context.locks.hold(revoking.id, async () => {
    const ending = new Ending(context, revoking, by, "press");
    const tried = await tryToEnd(revoking, ending);
    try {
      const { status } = await putOnRecord(context, revoking, ending, tried);
      return { confirmed: tried.closing !== undefined || status === "revoked", recorded: true };
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      // That it is being revoked is on record, so the scheduler does the rest.
      return { confirmed: tried.closing !== undefined, recorded: false };
    }
  });
}
