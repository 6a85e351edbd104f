// Issuing: from an approval to the link in the actor's direct message, or to the truth about why there is none.
import { abandon } from "./abandon.js";
import { understudy } from "./audit.js";
import { settle } from "./authority.js";
import { createActorToken, revokeActorToken } from "./clerk-effects.js";
import { failureOfCreation, ImpersonationError, mayHaveHappened } from "./errors.js";
import { inTurn, type Parts, record } from "./parts.js";
import { type Approval, checkAgain, recordStop, type Stop } from "./recheck.js";
import type { Request } from "./request.js";
import { finishRevoking } from "./revoke.js";
import { deadBy, nextLook } from "./schedule.js";

/** Returns the request as it then stands. */
export async function issue(parts: Parts, approved: Request, approval: Approval): Promise<Request> {
  return inTurn(parts, approved.id, () => make(parts, approved, approval));
}

async function make(parts: Parts, approved: Request, approval: Approval): Promise<Request> {
  const { store, clock, rules, notifier } = parts;
  const startedAt = clock.now();
  const stillAllowed = settle(checkAgain(parts, approved, approval));
  const created = settle(createActorToken(parts, approved, approval.by));

  let token: Awaited<ReturnType<typeof createActorToken>>;
  try {
    token = await created();
  } catch (error) {
    return notCreated(parts, approved, approval, { error, stillAllowed });
  }
  const ids = {
    tokenId: token.id,
    tokenCreatedAt: token.createdAt,
    linkExpiresAt: startedAt + rules.linkTtlMs,
  };
  // With the id, the trace of its message: should the bot die while it posts the link, that is looked for in Slack.
  const posting = { moment: "link", since: clock.now() } as const;
  const stored = await store.amend(approved, ids, false, token.link === null ? {} : { posting });
  if (stored === undefined) return overtaken(parts, approved, ids);

  if (token.link === null) return abandon(parts, stored, "clerk_nonsense");
  const stopped = await stillAllowed();
  if (stopped !== undefined) {
    await store.notPosted(stored, "link");
    await recordStop(parts, approved, approval, stopped);
    return abandon(parts, stored, stopped.failure);
  }

  // A revoke can come at any moment, also while the post waits out a rate limit: it wins.
  const stillApproved = async () => {
    const current = await store.get(stored.id);
    return current?.status === "approved" && current.attempt === stored.attempt;
  };
  const delivery = await notifier.deliverLink(stored, token.link, stillApproved);
  await record(parts, { requestId: approved.id, by: understudy, action: "deliver.link", outcome: delivery.outcome });
  if (delivery.outcome === "not_wanted" || delivery.outcome === "refused") await store.notPosted(stored, "link");
  if (delivery.outcome === "not_wanted") return overtaken(parts, approved, ids);
  if (delivery.outcome !== "posted") {
    return abandon(parts, stored, delivery.outcome === "refused" ? "delivery_refused" : "delivery_unknown");
  }
  const issued = await store.move(stored, "issue", {
    by: understudy,
    at: clock.now(),
    detail: { actor_token: token.id },
    patch: { tries: 0, dueAt: nextLook(stored, rules, clock.now()) },
    posted: { moment: "link", place: delivery.place },
  });
  if (issued !== undefined) return lookedForSoon(parts, issued);
  // A revoke came while the link was on its way: the message has to lose it, and the token is being revoked.
  await notifier.adopt(approved.id, "link", delivery.place);
  return (await store.get(approved.id)) ?? approved;
}

/** The link may have been clicked before Slack answered its post. */
async function lookedForSoon({ store, clock, rules }: Parts, issued: Request): Promise<Request> {
  if (issued.linkClickedAt === null) return issued;
  return (await store.amend(issued, { dueAt: nextLook(issued, rules, clock.now()) }, false)) ?? issued;
}

interface NotCreated {
  readonly error: unknown;
  readonly stillAllowed: () => Promise<Stop | undefined>;
}

async function notCreated(
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
async function overtaken(
  parts: Parts,
  approved: Request,
  ids: { tokenId: string; tokenCreatedAt: number; linkExpiresAt: number },
): Promise<Request> {
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
