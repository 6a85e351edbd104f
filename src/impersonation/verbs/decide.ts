// Deciding on a request: approve, deny, retry and cancel. One click wins; everybody else is shown whose.
import { creationAttempt } from "../access/clerk-effects.js";
import { ApprovalChecks } from "../checks/approval-checks.js";
import { requireDecider } from "../checks/authority.js";
import { freshForApproval, freshForClick } from "../checks/freshness.js";
import { type Context, requireRequest, withDecisionStored } from "../context.js";
import { issue } from "../issuing/issue.js";
import { ImpersonationError, isLookupFailure } from "../model/errors.js";
import { isLegal, type Move } from "../model/lifecycle.js";
import { redactSecrets } from "../model/redact.js";
import type { Request } from "../model/request.js";
import { approvedTimeoutMs } from "../model/settings.js";
import type { Transition } from "../ports/request-store.js";
import { lapse } from "../upkeep/lapse.js";

/** Resolves when the link is delivered, or when it is known why not. */
export async function approve(context: Context, id: string, by: string): Promise<Request> {
  return grant(context, await requireRequest(context, id), by, "approve");
}

/** A decision like Approve: the person who retries becomes the approver on record. */
export async function retry(context: Context, id: string, by: string): Promise<Request> {
  const request = await requireRequest(context, id);
  if (request.status === "failed" && (request.retryUntil === null || context.clock.now() >= request.retryUntil)) {
    await requireDecider(context, request, by, freshForApproval(context));
    throw new ImpersonationError({ code: "retry_over" });
  }
  return grant(context, request, by, "retry");
}

async function grant(context: Context, request: Request, by: string, move: "approve" | "retry"): Promise<Request> {
  const { rules, clock } = context;
  const clickedAt = clock.now();
  if (!isLegal(move, request.status) || hasLapsed(request, clickedAt)) {
    // Nothing is asked of Clerk for a card that is out of date.
    await requireDecider(context, request, by, freshForApproval(context));
    return tooLate(context, request, clickedAt);
  }
  const checks = new ApprovalChecks(context, request, by);
  const unverifiedClashes = await checks.pass();
  if (request.sessionMs > rules.sessionMaxMs) {
    throw new ImpersonationError({ code: "duration_too_long", askedMs: request.sessionMs, maxMs: rules.sessionMaxMs });
  }
  const now = clock.now();
  const approved = await decide(context, request, move, {
    by,
    at: now,
    patch: {
      decidedBy: by,
      decidedAt: now,
      unverifiedClashes,
      retryUntil: null,
      tokenId: null,
      tokenCreatedAt: null,
      linkExpiresAt: null,
      tokenRevocation: null,
      linkClickedAt: null,
      linkWithdrawnAt: null,
      failure: null,
      slackCode: null,
      closing: null,
      closedAt: null,
      tries: 0,
      dueAt: now + approvedTimeoutMs,
    },
    after: creationAttempt(request, by, now),
    openMax: rules.openRequestsMax,
  });
  // While Clerk works, the card is synced and says that the link is being created.
  context.wakeScheduler();
  return withDecisionStored(issue(context, approved, checks));
}

export async function deny(context: Context, id: string, by: string, note: string): Promise<Request> {
  const request = await requireRequest(context, id);
  await requireDecider(context, request, by, freshForClick(context));
  const now = context.clock.now();
  const kept = note.trim() || null;
  return decide(context, request, "deny", {
    by,
    at: now,
    detail: { note: kept && redactSecrets(kept) },
    patch: { decidedBy: by, decidedAt: now, note: kept, closedAt: now, dueAt: null },
    announce: ["denied"],
  });
}

/** Refuses what needs no look-up, before the form for the note opens. */
export async function checkDenial(context: Context, id: string, by: string): Promise<Request> {
  const request = await requireRequest(context, id);
  if (by === request.actorSlackId) throw new ImpersonationError({ code: "own_request" });
  if (!isLegal("deny", request.status)) throw new ImpersonationError({ code: "too_late", request });
  return request;
}

/** Refuses, with look-ups, those who may not deny. What can't be looked up now is asked again when they deny. */
export async function requireDenier(context: Context, id: string, by: string): Promise<void> {
  try {
    await requireDecider(context, await requireRequest(context, id), by, freshForClick(context));
  } catch (error) {
    if (!(error instanceof ImpersonationError) || !isLookupFailure(error.problem)) throw error;
  }
}

export async function cancel(context: Context, id: string, by: string): Promise<Request> {
  const request = await requireRequest(context, id);
  if (by !== request.actorSlackId) throw new ImpersonationError({ code: "not_your_request", verb: "cancel" });
  const now = context.clock.now();
  return decide(context, request, "cancel", {
    by,
    at: now,
    patch: { closing: "by_actor", closedAt: now, dueAt: null },
  });
}

function hasLapsed({ status, lapsesAt }: Request, now: number): boolean {
  return status === "pending" && now >= lapsesAt;
}

async function decide(context: Context, request: Request, move: Move, transition: Transition): Promise<Request> {
  if (!isLegal(move, request.status) || hasLapsed(request, transition.at)) {
    return tooLate(context, request, transition.at);
  }
  return (await context.store.move(request, move, transition)) ?? tooLate(context, request, transition.at);
}

async function tooLate(context: Context, request: Request, now: number): Promise<never> {
  // Its time is over, even if the scheduler has not lapsed it yet.
  if (hasLapsed(request, now)) await lapse(context, request);
  throw new ImpersonationError({ code: "too_late", request: await requireRequest(context, request.id) });
}
