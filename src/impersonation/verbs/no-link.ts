// An approval of which no link comes: Clerk made none, the store failed in between, or the request moved on meanwhile.

import { revokeActorToken } from "../access/clerk-effects.js";
import { type Approval, recordStop, type Stop } from "../checks/recheck.js";
import type { Context } from "../context.js";
import { understudy } from "../model/audit.js";
import { failureOfCreation, ImpersonationError, mayHaveHappened } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { tokenDeadBy } from "../model/schedule.js";
import { abandon, giveUp } from "./abandon.js";
import { finishRevoking } from "./revoke.js";

export interface TokenIds {
  readonly tokenId: string;
  readonly tokenCreatedAt: number;
  readonly linkExpiresAt: number;
}

/**
 * The store failed between the making of a link and its delivery: the token is revoked with the id in hand, whatever
 * the record knows of it. Where that can't be written down either, scheduler finds the request as it was left.
 */
export async function undelivered(context: Context, approved: Request, ids: TokenIds): Promise<Request> {
  const { store } = context;
  const dead = await revokeActorToken(context, approved, ids.tokenId, understudy).then(
    (answer) => answer === "revoked",
    (error: unknown) => {
      if (!(error instanceof ImpersonationError)) throw error;
      return false;
    },
  );
  const current = await store.get(approved.id);
  if (current?.status !== "approved" || current.attempt !== approved.attempt) return overtaken(context, approved, ids);
  if (current.tokenId !== null) return abandon(context, current, current.failure ?? "not_recorded");
  return giveUp(context, current, "not_recorded", !dead);
}

interface NotCreated {
  readonly error: unknown;
  readonly stillAllowed: () => Promise<Stop | undefined>;
}

export async function notCreated(
  context: Context,
  approved: Request,
  approval: Approval,
  { error, stillAllowed }: NotCreated,
): Promise<Request> {
  if (!(error instanceof ImpersonationError)) throw error;
  const { store, clock } = context;
  const unknown = mayHaveHappened(error.problem);
  const current = await store.get(approved.id);
  if (current?.status === "revoking" && current.attempt === approved.attempt) {
    // Revoked while Clerk was asked: nothing was made, or nobody has its link and it dies unused.
    if (unknown) return finishRevoking(context, current);
    const revoked = await store.move(current, "confirm", {
      by: understudy,
      at: clock.now(),
      patch: { closing: "nothing_created", closedAt: clock.now(), dueAt: null },
    });
    return revoked ?? current;
  }
  const failure = failureOfCreation(error.problem);
  // Clerk documents no code for "that user is gone": the fresh look-ups say better why it refused.
  const stopped = failure === "clerk_refused" ? await stillAllowed() : undefined;
  if (stopped === undefined || stopped.failure === "lookup_failed") return abandon(context, approved, failure);
  await recordStop(context, approved, approval, stopped);
  return abandon(context, approved, stopped.failure);
}

/** The request left `approved` before its link was posted: nobody gets it, and the token is revoked at once. */
export async function overtaken(context: Context, approved: Request, ids: TokenIds): Promise<Request> {
  const current = await context.store.get(approved.id);
  if (current?.status === "revoking" && current.attempt === approved.attempt) {
    const stored = current.tokenId === null ? await context.store.amend(current, ids, false) : current;
    return finishRevoking(context, stored ?? current);
  }
  // Whoever revoked it knew the token.
  if (current?.status === "revoked" && current.tokenId === ids.tokenId) return current;
  try {
    await revokeActorToken(context, approved, ids.tokenId, understudy);
  } catch (error) {
    // The attempt and its outcome are on record; nobody was given the link, and the token dies unused.
    if (!(error instanceof ImpersonationError)) throw error;
    if (current !== undefined) {
      await context.store.amend(current, { tokenMayExistUntil: tokenDeadBy(approved, context.rules) }, true);
    }
  }
  return current ?? approved;
}
