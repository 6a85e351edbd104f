// An approval of which no link comes: Clerk made none, the store failed in between, or the request moved on meanwhile.

import { revokeActorToken } from "../access/clerk-effects.js";
import { type Approval, recordStop, type Stop } from "../checks/recheck.js";
import type { Parts } from "../context.js";
import { understudy } from "../model/audit.js";
import { failureOfCreation, ImpersonationError, mayHaveHappened } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { deadBy } from "../model/schedule.js";
import { abandon, giveUp } from "./abandon.js";
import { finishRevoking } from "./revoke.js";

export interface TokenIds {
  readonly tokenId: string;
  readonly tokenCreatedAt: number;
  readonly linkExpiresAt: number;
}

/**
 * The store failed between the making of a link and its delivery: the token is revoked with the id in hand, whatever
 * the record knows of it. Where that can't be written down either, upkeep finds the request as it was left.
 */
export async function undelivered(parts: Parts, approved: Request, ids: TokenIds): Promise<Request> {
  const { store } = parts;
  const dead = await revokeActorToken(parts, approved, ids.tokenId, understudy).then(
    (answer) => answer === "revoked",
    (error: unknown) => {
      if (!(error instanceof ImpersonationError)) throw error;
      return false;
    },
  );
  const current = await store.get(approved.id);
  if (current?.status !== "approved" || current.attempt !== approved.attempt) return overtaken(parts, approved, ids);
  if (current.tokenId !== null) return abandon(parts, current, current.failure ?? "not_recorded");
  return giveUp(parts, current, "not_recorded", !dead);
}

interface NotCreated {
  readonly error: unknown;
  readonly stillAllowed: () => Promise<Stop | undefined>;
}

export async function notCreated(
  parts: Parts,
  approved: Request,
  approval: Approval,
  { error, stillAllowed }: NotCreated,
): Promise<Request> {
  if (!(error instanceof ImpersonationError)) throw error;
  const { store, clock } = parts;
  const unknown = mayHaveHappened(error.problem);
  const current = await store.get(approved.id);
  if (current?.status === "revoking" && current.attempt === approved.attempt) {
    // Revoked while Clerk was asked: nothing was made, or nobody has its link and it dies unused.
    if (unknown) return finishRevoking(parts, current);
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
  if (stopped === undefined || stopped.failure === "lookup_failed") return abandon(parts, approved, failure);
  await recordStop(parts, approved, approval, stopped);
  return abandon(parts, approved, stopped.failure);
}

/** The request left `approved` before its link was posted: nobody gets it, and the token is revoked at once. */
export async function overtaken(parts: Parts, approved: Request, ids: TokenIds): Promise<Request> {
  const current = await parts.store.get(approved.id);
  if (current?.status === "revoking" && current.attempt === approved.attempt) {
    const stored = current.tokenId === null ? await parts.store.amend(current, ids, false) : current;
    return finishRevoking(parts, stored ?? current);
  }
  // Whoever revoked it knew the token.
  if (current?.status === "revoked" && current.tokenId === ids.tokenId) return current;
  try {
    await revokeActorToken(parts, approved, ids.tokenId, understudy);
  } catch (error) {
    // The attempt and its outcome are on record; nobody was given the link, and the token dies unused.
    if (!(error instanceof ImpersonationError)) throw error;
    if (current !== undefined) {
      await parts.store.amend(current, { tokenMayExistUntil: deadBy(approved, parts.rules) }, true);
    }
  }
  return current ?? approved;
}
