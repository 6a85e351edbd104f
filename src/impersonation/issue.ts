// Issuing: from an approval to the link in the actor's direct message, or to the truth about why there is none.
import { understudy } from "./audit.js";
import { requireApprover, requireRequester, settle } from "./authority.js";
import { createActorToken, revokeActorToken } from "./clerk-effects.js";
import {
  failureOfCreation,
  ImpersonationError,
  isLookUpFailure,
  mayHaveHappened,
  type Problem,
  retryAfterMs,
} from "./errors.js";
import { confirmActor } from "./identity.js";
import { type Parts, record, tryLater, whileBusy } from "./parts.js";
import { isSamePerson, refuseIf, subjectProblem } from "./policy.js";
import type { Failure, Request } from "./request.js";
import { finishRevoking } from "./revoke.js";
import { deadBy, nextLook } from "./schedule.js";

export interface Approval {
  readonly by: string;
  readonly clickedAt: number;
}

/** Returns the request as it then stands. */
export async function issue(parts: Parts, approved: Request, approval: Approval): Promise<Request> {
  const issued = await whileBusy(parts, approved.id, () => make(parts, approved, approval));
  return issued ?? approved;
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
    return notCreated(parts, approved, error);
  }
  const ids = {
    tokenId: token.id,
    tokenCreatedAt: token.createdAt,
    linkExpiresAt: startedAt + rules.linkTtlMs,
  };
  const stored = await store.amend(approved, ids, false);
  if (stored === undefined) return overtaken(parts, approved, ids);

  const stopped = await stillAllowed();
  if (stopped !== undefined) {
    await record(parts, {
      requestId: approved.id,
      by: approval.by,
      action: "refused",
      outcome: stopped.problem.code,
      detail: { verb: "issue" },
    });
    return abandon(parts, stored, stopped.failure);
  }

  const delivery = await notifier.deliverLink(stored, token.link);
  await record(parts, { requestId: approved.id, by: understudy, action: "deliver.link", outcome: delivery.outcome });
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
  if (issued !== undefined) return issued;
  // A revoke came while the link was on its way: the message has to lose it, and the token is being revoked.
  await notifier.adopt(approved.id, "link", delivery.place);
  return (await store.get(approved.id)) ?? approved;
}

interface Stop {
  readonly problem: Problem;
  readonly failure: Failure;
}

/**
 * What was checked when the request was made, checked again with fresh answers while Clerk works. The approver too:
 * the click may have been let through on an answer up to a minute old. Undefined when all is still well.
 */
async function checkAgain(parts: Parts, request: Request, { by, clickedAt }: Approval): Promise<Stop | undefined> {
  const { identities, rules, clock } = parts;
  const approverNow = settle(requireApprover(parts, by, clock.now() - clickedAt));
  const subjectNow = settle(identities.user(request.subjectId));
  const actorNow = settle(
    requireRequester(parts, request.actorSlackId).then((person) =>
      confirmActor(person, request.actorClerkId, identities),
    ),
  );
  let actorEmails = request.actorEmails;
  return (
    (await stopIf("actor_refused", async () => {
      const actor = await actorNow();
      actorEmails = [...actorEmails, ...(actor?.allEmails ?? [])];
    })) ??
    (await stopIf("subject_refused", async () => {
      const subject = await subjectNow();
      if (subject === undefined) throw new ImpersonationError({ code: "no_clerk_user", whose: "subject" });
      const actor = { sub: request.actorSub, clerkId: request.actorClerkId, emails: actorEmails };
      refuseIf(subjectProblem(subject, actor, rules.protectedSubjects));
    })) ??
    (await stopIf("approver_refused", async () => {
      if (isSamePerson(await approverNow(), actorEmails)) {
        throw new ImpersonationError({ code: "same_person_as_actor" });
      }
    }))
  );
}

async function stopIf(failure: Failure, check: () => Promise<void>): Promise<Stop | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    const { problem } = error;
    return { problem, failure: isLookUpFailure(problem) ? "lookup_failed" : failure };
  }
}

async function notCreated(parts: Parts, approved: Request, error: unknown): Promise<Request> {
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
  return abandon(parts, approved, failureOfCreation(error.problem));
}

/** The request left `approved` while Clerk made the token: nobody gets its link, and it is revoked at once. */
async function overtaken(
  parts: Parts,
  approved: Request,
  ids: { tokenId: string; tokenCreatedAt: number; linkExpiresAt: number },
): Promise<Request> {
  const current = await parts.store.get(approved.id);
  if (current?.status === "revoking" && current.attempt === approved.attempt) {
    const stored = await parts.store.amend(current, ids, false);
    return finishRevoking(parts, stored ?? current);
  }
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

/**
 * Gives an approved request up. A token that may be alive is revoked first; until Clerk confirms, the request stays
 * `approved` and is tried again. Clerk says the link was opened: then it did arrive, and access is watched instead.
 */
export async function abandon(parts: Parts, approved: Request, failure: Failure): Promise<Request> {
  const { store, clock, rules } = parts;
  const { tokenId } = approved;
  if (tokenId !== null) {
    const arrived = failure === "delivery_unknown" || failure === "interrupted";
    try {
      const answer = await revokeActorToken(parts, approved, tokenId, understudy);
      if (answer === "accepted" || (answer === "not_found" && arrived)) {
        const used = await store.move(approved, "use", {
          by: understudy,
          at: clock.now(),
          detail: { actor_token: tokenId, answer },
          patch: { tries: 0, dueAt: clock.now(), failure: null },
        });
        return used ?? approved;
      }
    } catch (error) {
      if (!(error instanceof ImpersonationError)) throw error;
      const marked = await store.amend(approved, { failure }, approved.failure === null);
      return (await tryLater(parts, marked ?? approved, retryAfterMs(error))) ?? approved;
    }
  }
  const now = clock.now();
  const retryUntil = (approved.decidedAt ?? now) + rules.requestTtlMs;
  const failed = await store.move(approved, "fail", {
    by: understudy,
    at: now,
    detail: { failure, token_may_exist: tokenId === null && isUncertain(failure) },
    patch: {
      failure,
      closedAt: now,
      retryUntil,
      dueAt: retryUntil,
      tries: 0,
      ...(tokenId === null && isUncertain(failure) ? { tokenMayExistUntil: deadBy(approved, rules) } : {}),
    },
    announce: ["failed"],
  });
  return failed ?? (await store.get(approved.id)) ?? approved;
}

function isUncertain(failure: Failure): boolean {
  return (
    failure === "clerk_silent" ||
    failure === "clerk_unavailable" ||
    failure === "clerk_nonsense" ||
    failure === "interrupted"
  );
}
