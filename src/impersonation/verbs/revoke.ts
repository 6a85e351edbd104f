// A press on Revoke. It is tried at Clerk at once, also where an earlier one still waits for Clerk's confirmation.
import { Ending } from "../access/ending.js";
import { requireApprover } from "../checks/authority.js";
import { freshForClick } from "../checks/freshness.js";
import { type Context, requireRequest } from "../context.js";
import { isStoreFailure } from "../model/errors.js";
import type { Request } from "../model/request.js";
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

export async function revoke(context: Context, id: string, by: string): Promise<Revoked> {
  const request = await requireRequest(context, id);
  if (by !== request.actorSlackId && by !== request.decidedBy)
    await requireApprover(context, by, freshForClick(context));
  const press = { by, at: context.clock.now() };
  let revoking: Request;
  try {
    revoking = await beginRevoking(context, request, press);
  } catch (error) {
    // Without a token there is nothing that could be ended yet.
    if (!isStoreFailure(error) || request.tokenId === null) throw error;
    return { confirmed: await endWithoutRecord(context, request, press), recorded: false };
  }
  context.inBackground(() => show(context, id));
  // Also while another call holds the request: neither a poll nor the post of the link may delay a revoke.
  return context.locks.hold(id, () => tryOnce(context, revoking, by));
}

async function tryOnce(context: Context, revoking: Request, by: string): Promise<Revoked> {
  const ending = new Ending(context, revoking, by, "press");
  const tried = await tryToEnd(revoking, ending);
  try {
    const { status } = await putOnRecord(context, revoking, ending, tried);
    return { confirmed: status !== "revoking", recorded: true };
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    // That it is being revoked is on record, so the scheduler does the rest.
    return { confirmed: tried.closing !== undefined, recorded: false };
  }
}
