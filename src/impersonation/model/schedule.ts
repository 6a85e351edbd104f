// When a request that gives access is next polled, and when it is closed without Clerk's confirmation.
import type { Request } from "./request.js";
import {
  clockErrorMs,
  clockToleranceMs,
  creationTimeoutMs,
  fastPollForMs,
  fastPollMs,
  type Rules,
} from "./settings.js";

/** After a click on the link: every two seconds, for a minute. Never later than the deadline. */
export function nextPollAt(request: Request, rules: Pick<Rules, "sessionPollMs">, now: number): number {
  // After the clock was set back, the click lies in the future.
  const clicked = request.linkClickedAt !== null && Math.abs(now - request.linkClickedAt) < fastPollForMs;
  const fast = request.usedAt === null && clicked;
  const next = now + (fast ? Math.min(fastPollMs, rules.sessionPollMs) : rules.sessionPollMs);
  // A deadline that passed while Clerk was queried counts too: it is due now.
  return Math.min(next, deadlineOf(request));
}

/** The next time after `since` at which something of the request expires. */
export function nextDeadline(request: Request, rules: Pick<Rules, "linkTtlMs">, since: number): number {
  const deadline = deadlineOf(request);
  return Math.min(deadline > since ? deadline : Number.POSITIVE_INFINITY, closeByTimeAt(request, rules));
}

function deadlineOf({ status, sessionEndsAt, linkExpiresAt }: Request): number {
  return (status === "active" ? sessionEndsAt : linkExpiresAt) ?? Number.POSITIVE_INFINITY;
}

/** When a token that Clerk may have created for this approval, with an id we never learned, has expired. */
export function tokenExpiredBy(request: Request, rules: Pick<Rules, "linkTtlMs">): number {
  return (request.decidedAt ?? request.askedAt) + creationTimeoutMs + rules.linkTtlMs + clockToleranceMs;
}

/** When all that a token could give has expired, whatever Clerk says, and even if our clock is an hour off. */
export function closeByTimeAt(request: Request, rules: Pick<Rules, "linkTtlMs">): number {
  if (request.tokenId === null) return tokenExpiredBy(request, rules) + clockErrorMs;
  return (
    (request.linkExpiresAt ?? tokenExpiredBy(request, rules)) + request.sessionMs + clockToleranceMs + clockErrorMs
  );
}
