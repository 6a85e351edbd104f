// When something is due: reminders and warnings, polls of what gives access, and the end without Clerk's confirmation.
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
  reminderMinMs,
  unconfirmedForMs,
  warnBeforeMs,
  warnedSessionMinMs,
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
  return Math.min(next, ourDeadline(request, moment), ourTime(warningAt(request), moment));
}

/** When the approvers are reminded of a request that waits, and lapses by itself later. Infinity: they are not. */
export function reminderAt({ askedAt, lapsesAt, remindedAt }: Pending): number {
  const halfMs = (lapsesAt - askedAt) / 2;
  return remindedAt === null && halfMs >= reminderMinMs ? askedAt + Math.floor(halfMs) : Number.POSITIVE_INFINITY;
}

type Pending = Pick<Request, "askedAt" | "lapsesAt" | "remindedAt">;

/** When a pending request is next attended to. */
export function pendingDueAt(request: Pending): number {
  return Math.min(reminderAt(request), request.lapsesAt);
}

/** When, by Clerk's clock, the actor is told that the session ends soon. Infinity: they are not, or were already. */
export function warningAt({ status, usedAt, sessionEndsAt, warnedAt }: Request): number {
  if (status !== "active" || usedAt === null || sessionEndsAt === null || warnedAt !== null) {
    return Number.POSITIVE_INFINITY;
  }
  // Of a short one the end was in sight from its beginning.
  return sessionEndsAt - usedAt > warnedSessionMinMs ? sessionEndsAt - warnBeforeMs : Number.POSITIVE_INFINITY;
}

/** Whether a session is past its time limit without Clerk's confirmation that it is over. */
export function isOverdue({ status, overdueSince }: Pick<Request, "status" | "overdueSince">): boolean {
  return status === "active" && overdueSince !== null;
}

/** Whether Clerk has owed the confirmation that access is over for so long that the actor has to know. */
export function isLongUnconfirmed(request: Request, now: number): boolean {
  const { status, revokeAskedAt, overdueSince } = request;
  if (status !== "revoking" && !isOverdue(request)) return false;
  const since = status === "revoking" ? revokeAskedAt : overdueSince;
  return since !== null && now >= since + unconfirmedForMs;
}

/** The next time after `since`, by our clock, at which something of the request expires, or has to be said. */
export function nextDeadline(request: Request, rules: Pick<Rules, "linkTtlMs">, since: number, moment: Moment): number {
  const times = [ourDeadline(request, moment), ourTime(warningAt(request), moment)].filter((at) => at > since);
  return Math.min(...times, closeByTimeAt(request, rules));
}

/** When, by our clock, Clerk's shows the time at which the link or the session expires. */
export function ourDeadline(request: Request, moment: Moment): number {
  return ourTime(deadlineOf(request), moment);
}

function ourTime(byClerksClock: number, { now, clerkNow }: Moment): number {
  return byClerksClock - (clerkNow - now);
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

/** An app that verifies session tokens offline accepts one until it expires, for this long after its session's end. */
const offlineAcceptanceMs = 60_000;

/**
 * When access has ended by itself, even if nothing that was asked of Clerk has worked: at the session's expiry or, where no
 * session is known, at that of one which the link opens at its last moment. By Clerk's clock. Null where no link is known.
 */
export function endsByItselfAt({ sessionEndsAt, linkExpiresAt, sessionMs }: Request): number | null {
  if (sessionEndsAt !== null) return sessionEndsAt + offlineAcceptanceMs;
  return linkExpiresAt === null ? null : linkExpiresAt + sessionMs + offlineAcceptanceMs;
}
