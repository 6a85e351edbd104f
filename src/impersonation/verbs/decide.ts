// Deciding on a request: approve, deny, retry and cancel. One click wins; everybody else is shown whose.
import { creationAttempt } from "../access/clerk-effects.js";
import { ApprovalChecks } from "../checks/approval-checks.js";
import { requireDecider } from "../checks/authority.js";
import { freshForApproval, freshForClick } from "../checks/freshness.js";
import { type Context, requireRequest, withDecisionStored } from "../context.js";
import { ImpersonationError } from "../model/errors.js";
import { isLegal, type Move } from "../model/lifecycle.js";
import { redactSecrets } from "../model/redact.js";
import type { Request } from "../model/request.js";
import { approvedTimeoutMs } from "../model/settings.js";
import type { Transition } from "../ports/request-store.js";
import { issue } from "./issue.js";
import { lapse } from "./lapse.js";

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
    return decide(context, request, move, { by, at: clickedAt });
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

/** Refuses, with look-ups, who may not deny. */
export async function requireDenier(context: Context, id: string, by: string): Promise<void> {
  await requireDecider(context, await requireRequest(context, id), by, freshForClick(context));
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
  // Its time is over, even if the scheduler has not lapsed it yet.
  if (hasLapsed(request, transition.at)) await lapse(context, request);
  const moved = isLegal(move, request.status) ? await context.store.move(request, move, transition) : undefined;
  if (moved === undefined) {
    throw new ImpersonationError({ code: "too_late", request: await requireRequest(context, request.id) });
  }
  return moved;
}
