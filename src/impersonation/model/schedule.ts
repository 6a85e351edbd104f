// When a request that gives access is next polled, and when it is closed without Clerk's confirmation.
import type { Request } from "./request.js";
import {
  budgetWindowMs,
  clockErrorMs,
  clockToleranceMs,
  creationTimeoutMs,
  fastPollForMs,
  fastPollMs,
  pollShare,
  type Rules,
} from "./settings.js";

/** One moment by our clock, and by Clerk's, by which links and sessions expire. Milliseconds since the Unix epoch. */
export interface Moment {
  readonly now: number;
  readonly clerkNow: number;
}

/**
 * How long a link that may be in use goes without a poll: `SESSION_POLL`, or longer where so many give access that their
 * polls would take more than their share of the budget. `spread`, from 0 to 1, keeps them apart, and leaves room for the
 * polls after a click.
 */
export function pollIntervalMs(
  rules: Pick<Rules, "sessionPollMs" | "clerkRequestsPer10s">,
  liveLinks: number,
  spread: number,
): number {
  const sharedMs = (liveLinks * budgetWindowMs) / (pollShare * rules.clerkRequestsPer10s);
  return Math.max(rules.sessionPollMs, Math.ceil(sharedMs * (1 + spread / 2)));
}

/** By our clock. After a click on the link: every two seconds, for a minute. Never later than the deadline. */
export function nextPollAt(request: Request, intervalMs: number, moment: Moment): number {
  const { now } = moment;
  // After the clock was set back, the click lies in the future.
  const clicked = request.linkClickedAt !== null && Math.abs(now - request.linkClickedAt) < fastPollForMs;
  const fast = request.usedAt === null && clicked;
  const next = now + (fast ? Math.min(fastPollMs, intervalMs) : intervalMs);
  // A deadline that passed while Clerk was queried counts too: it is due now.
  return Math.min(next, ourDeadline(request, moment));
}

/** The next time after `since`, by our clock, at which something of the request expires. */
export function nextDeadline(request: Request, rules: Pick<Rules, "linkTtlMs">, since: number, moment: Moment): number {
  const deadline = ourDeadline(request, moment);
  return Math.min(deadline > since ? deadline : Number.POSITIVE_INFINITY, closeByTimeAt(request, rules));
}

/** When, by our clock, Clerk's shows the time at which the link or the session expires. */
export function ourDeadline(request: Request, { now, clerkNow }: Moment): number {
  return deadlineOf(request) - (clerkNow - now);
}

/** By Clerk's clock; infinity where none is known. */
export function deadlineOf({ status, sessionEndsAt, linkExpiresAt }: Request): number {
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
