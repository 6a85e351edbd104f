// When a request that gives access is next looked at, and when waiting for Clerk's word is over.
import type { Request } from "./request.js";
import {
  clockErrorMs,
  clockToleranceMs,
  creationTimeoutMs,
  fastPollForMs,
  fastPollMs,
  type Rules,
} from "./settings.js";

/** After a click on the link its use is looked for every two seconds, for a minute. Never later than a deadline. */
export function nextLook(request: Request, rules: Pick<Rules, "sessionPollMs">, now: number): number {
  // A clock that was set back shows the click as still to come.
  const clicked = request.linkClickedAt !== null && Math.abs(now - request.linkClickedAt) < fastPollForMs;
  const eager = request.usedAt === null && clicked;
  const next = now + (eager ? Math.min(fastPollMs, rules.sessionPollMs) : rules.sessionPollMs);
  // Also one that passed while Clerk was asked: that is due now.
  return Math.min(next, deadlineOf(request));
}

/** The next moment, after `since`, at which something about the request ends by itself. */
export function nextDeadline(request: Request, rules: Pick<Rules, "linkTtlMs">, since: number): number {
  const deadline = deadlineOf(request);
  return Math.min(deadline > since ? deadline : Number.POSITIVE_INFINITY, closeByTimeAt(request, rules));
}

function deadlineOf({ status, sessionEndsAt, linkExpiresAt }: Request): number {
  return (status === "active" ? sessionEndsAt : linkExpiresAt) ?? Number.POSITIVE_INFINITY;
}

/** When a token that Clerk may have made after this approval, unknown to us, is dead: nobody ever had its link. */
export function tokenDeadBy(request: Request, rules: Pick<Rules, "linkTtlMs">): number {
  return (request.decidedAt ?? request.askedAt) + creationTimeoutMs + rules.linkTtlMs + clockToleranceMs;
}

/** When everything that a token could give has run out by itself, whatever Clerk says, and even if our clock is wrong. */
export function closeByTimeAt(request: Request, rules: Pick<Rules, "linkTtlMs">): number {
  if (request.tokenId === null) return tokenDeadBy(request, rules) + clockErrorMs;
  return (request.linkExpiresAt ?? tokenDeadBy(request, rules)) + request.sessionMs + clockToleranceMs + clockErrorMs;
}
