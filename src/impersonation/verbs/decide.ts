// Deciding on a request: approve, deny, retry and cancel. One click wins, everybody else is told who did.
import { requireDecider } from "../checks/authority.js";
import { afterDecision, existing, type Parts } from "../context.js";
import { ImpersonationError } from "../model/errors.js";
import { isLegal, type Move } from "../model/lifecycle.js";
import type { Request } from "../model/request.js";
import { approvedPatienceMs, authorityMaxAgeMs } from "../model/settings.js";
import { askAnew, type Transition } from "../ports/ports.js";
import { issue } from "./issue.js";
import { lapse } from "./lapse.js";

/** Resolves when the link is with the actor, or when it is known why not. */
export async function approve(parts: Parts, id: string, by: string): Promise<Request> {
  return grant(parts, await existing(parts, id), by, "approve");
}

/** A decision like Approve: whoever retries is the approver on record. */
export async function retry(parts: Parts, id: string, by: string): Promise<Request> {
  const request = await existing(parts, id);
  if (request.status === "failed" && (request.retryUntil === null || parts.clock.now() >= request.retryUntil)) {
    await requireDecider(parts, request, by, lately(parts));
    throw new ImpersonationError({ code: "retry_over" });
  }
  return grant(parts, request, by, "retry");
}

async function grant(parts: Parts, request: Request, by: string, move: "approve" | "retry"): Promise<Request> {
  const { rules, clock } = parts;
  const clickedAt = clock.now();
  await requireDecider(parts, request, by, lately(parts));
  if (request.sessionMs > rules.sessionMaxMs) {
    throw new ImpersonationError({ code: "duration_too_long", maxMs: rules.sessionMaxMs });
  }
  const now = clock.now();
  const approved = await decide(parts, request, move, {
    by,
    at: now,
    patch: {
      decidedBy: by,
      decidedAt: now,
      retryUntil: null,
      tokenId: null,
      tokenCreatedAt: null,
      linkExpiresAt: null,
      linkClickedAt: null,
      linkWithdrawnAt: null,
      failure: null,
      closing: null,
      closedAt: null,
      tries: 0,
      dueAt: now + approvedPatienceMs,
    },
  });
  // Where Clerk takes its time, the card is brought up to date meanwhile, and says that the link is being made.
  parts.somethingIsDue();
  return afterDecision(issue(parts, approved, { by, clickedAt }));
}

export async function deny(parts: Parts, id: string, by: string, note: string): Promise<Request> {
  const request = await existing(parts, id);
  await requireDecider(parts, request, by, askAnew);
  const now = parts.clock.now();
  return decide(parts, request, "deny", {
    by,
    at: now,
    patch: { decidedBy: by, decidedAt: now, note: note.trim() || null, closedAt: now, dueAt: null },
    announce: ["denied"],
  });
}

/** What can be said against a decision before its form opens, without asking anybody. */
export async function checkDenial(parts: Parts, id: string, by: string): Promise<Request> {
  const request = await existing(parts, id);
  if (by === request.actorSlackId) throw new ImpersonationError({ code: "own_request" });
  if (!isLegal("deny", request.status)) throw new ImpersonationError({ code: "too_late", request });
  return request;
}

export async function cancel(parts: Parts, id: string, by: string): Promise<Request> {
  const request = await existing(parts, id);
  if (by !== request.actorSlackId) throw new ImpersonationError({ code: "not_your_request", verb: "cancel" });
  const now = parts.clock.now();
  return decide(parts, request, "cancel", {
    by,
    at: now,
    patch: { closing: "by_actor", closedAt: now, dueAt: null },
  });
}

/** Who may decide may have been looked up for an earlier click. */
function lately({ clock }: Parts): number {
  return clock.now() - authorityMaxAgeMs;
}

async function decide(parts: Parts, request: Request, move: Move, transition: Transition): Promise<Request> {
  // Its time is over, also where upkeep was not there to see it.
  if (request.status === "pending" && transition.at >= request.lapsesAt) await lapse(parts, request);
  const moved = isLegal(move, request.status) ? await parts.store.move(request, move, transition) : undefined;
  if (moved === undefined) {
    throw new ImpersonationError({ code: "too_late", request: await existing(parts, request.id) });
  }
  return moved;
}
