// A press on Revoke. It is tried at Clerk at once, also where an earlier one still waits for Clerk's confirmation.
import { Ending } from "../access/ending.js";
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

/** From one try to the next: whoever presses without end does not use up Clerk's budget. */
const spacingMs = 2_000;

/** Longer than the record of a revoke takes, and no time for a person. */
const recordedWithinMs = 1_000;

/** The latest try of a request at Clerk, shared by all who press until it is over. */
interface Try {
  readonly attempt: number;
  readonly startsAt: number;
  readonly result: Promise<Revoked>;
  isOver: boolean;
}

export function createRevoke(context: Context, limits: RefusalLimits): (id: string, by: string) => Promise<Revoked> {
  const tries = new Map<string, Try>();
  /** Requests whose access is ended without the database. */
  const unrecorded = new Set<string>();
  return async (id, by) => {
    const request = await requireRequest(context, id);
    if (by !== request.actorSlackId && by !== request.decidedBy) {
      await limits.run(by, () => requireApprover(context, by, freshForClick(context)));
    }
    const press = { by, at: context.clock.now() };
    let revoking: Request;
    try {
      const begun = beginRevoking(context, request, press);
      revoking = mayGiveAccess(request) ? await recordedSoon(context, begun) : await begun;
    } catch (error) {
      if (!isStoreFailure(error) || !mayGiveAccess(request)) throw error;
      return inTurn(context, tries, request, async () => {
        return { confirmed: await endWithoutRecord(context, unrecorded, request, press), recorded: false };
      });
    }
    context.inBackground(() => show(context, id));
    // Also while another call holds the request: neither a poll nor the post of the link may delay a revoke.
    return inTurn(context, tries, revoking, () => context.locks.hold(id, () => tryOnce(context, revoking, by)));
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

function inTurn(
  { clock, stopping }: Context,
  tries: Map<string, Try>,
  { id, attempt }: Request,
  start: () => Promise<Revoked>,
): Promise<Revoked> {
  const now = clock.now();
  for (const [old, { isOver, startsAt }] of tries) {
    // After the clock was set back, some lie in the future.
    if (isOver && Math.abs(now - startsAt) > spacingMs) tries.delete(old);
  }
  const latest = tries.get(id);
  const isSame = latest?.attempt === attempt;
  if (isSame && !latest.isOver) return latest.result;
  const startsAt = isSame ? latest.startsAt + spacingMs : now;
  const result = startsAt > now ? waitUntil(clock, startsAt, stopping).then(start) : start();
  const current: Try = { attempt, startsAt, result, isOver: false };
  tries.set(id, current);
  const end = () => {
    current.isOver = true;
  };
  result.then(end, end);
  return result;
}

async function tryOnce(context: Context, revoking: Request, by: string): Promise<Revoked> {
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
}
