// An approval without a link: Clerk created no token, the store failed in between, or the request moved on meanwhile.
import { revokeActorToken } from "../access/clerk-effects.js";
import { type Context, orCurrent, requireRequest } from "../context.js";
import { understudy } from "../model/audit.js";
import { creationFailure, ImpersonationError, mayHaveHappened } from "../model/errors.js";
import type { Failure, Request } from "../model/request.js";
import { tokenExpiredBy } from "../model/schedule.js";
import { alwaysFresh } from "../ports/directory.js";
import { finishRevoking } from "../revoking/finish-revoking.js";
import { abandon, fail } from "./abandon.js";

export interface TokenIds {
  readonly tokenId: string;
  readonly tokenCreatedAt: number;
  readonly linkExpiresAt: number;
}

/**
 * The store failed between the creation of a token and its delivery: the token is revoked by its id, stored or not.
 * Where the outcome can't be stored either, the scheduler finds the request as it was left.
 */
export async function revokeUndelivered(context: Context, approved: Request, ids: TokenIds): Promise<Request> {
  const revoked = await revokeActorToken(context, approved, ids.tokenId, understudy).then(
    (answer) => answer === "revoked",
    (error: unknown) => {
      if (!(error instanceof ImpersonationError)) throw error;
      return false;
    },
  );
  const current = await requireRequest(context, approved.id);
  if (current.status !== "approved" || current.attempt !== approved.attempt)
    return revokeOvertaken(context, approved, ids);
  if (current.tokenId !== null) return abandon(context, current, current.failure ?? "not_recorded");
  return fail(context, current, "not_recorded", !revoked);
}

export async function handleCreationFailure(context: Context, approved: Request, error: unknown): Promise<Request> {
  if (!(error instanceof ImpersonationError)) throw error;
  const refused = creationFailure(error.problem);
  const failure = refused === "clerk_refused" ? await whyRefused(context, approved) : refused;
  // After the look-up, which can take seconds, and in which the request can be revoked.
  const current = await requireRequest(context, approved.id);
  if (current.status === "revoking" && current.attempt === approved.attempt) {
    return revokedMeanwhile(context, current, mayHaveHappened(error.problem));
  }
  return abandon(context, approved, failure);
}

/** Clerk documents no code for a user who may not sign in or is gone: the user, looked up, shows it better. */
async function whyRefused({ identities }: Context, { subjectId }: Request): Promise<Failure> {
  try {
    const subject = await identities.user(subjectId, alwaysFresh);
    if (subject?.deprovisioned === true) return "subject_deprovisioned";
    return subject === undefined || subject.banned || subject.locked ? "subject_refused" : "clerk_refused";
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    return "clerk_refused";
  }
}

/** Nothing was created; or, where `mayExist`, nobody has the link of a token that may exist, and it expires unused. */
async function revokedMeanwhile(context: Context, revoking: Request, mayExist: boolean): Promise<Request> {
  if (mayExist) return finishRevoking(context, revoking);
  const closedAt = context.clock.now();
  const confirmed = context.store.move(revoking, "confirm", {
    by: understudy,
    at: closedAt,
    patch: { closing: "nothing_created", closedAt, dueAt: null },
  });
  return orCurrent(context, revoking, confirmed);
}

/** The request left `approved` before its link was posted: nobody gets the link, and its token is revoked at once. */
export async function revokeOvertaken(context: Context, approved: Request, ids: TokenIds): Promise<Request> {
  const { store, rules } = context;
  const current = await requireRequest(context, approved.id);
  if (current.status === "revoking" && current.attempt === approved.attempt) {
    // The revoke left the rest to this call, as it may not have known the token's id.
    const known = current.tokenId === null ? await store.amend(current, { ...ids, tries: 0 }, false) : current;
    if (known !== undefined) return finishRevoking(context, known);
  }
  // The revoke knew the token's id, and is complete.
  if (current.status === "revoked" && current.tokenId === ids.tokenId) return current;
  try {
    await revokeActorToken(context, approved, ids.tokenId, understudy);
  } catch (error) {
    // The attempt and its outcome are on record; nobody was given the link, and the token expires unused.
    if (!(error instanceof ImpersonationError)) throw error;
    await store.amend(current, { tokenMayExistUntil: tokenExpiredBy(approved, rules) }, true);
  }
  return current;
}
