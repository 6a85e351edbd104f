// Which of the subject's sessions came from a request's link, and whether they still live.

import type { Closing, Request } from "../model/request.js";
import { clockToleranceMs } from "../model/settings.js";
import type { ClerkSession } from "../ports/identity-provider.js";

/** What every actor token of ours is stamped with. */
export const issuer = "understudy";

const over: ReadonlySet<string> = new Set(["revoked", "ended", "expired", "removed", "abandoned", "replaced"]);

/** Access is over only when Clerk says so: a status that we do not know counts as living, and our clock does not count. */
export function isLive(session: ClerkSession): boolean {
  return !over.has(session.status);
}

/** Past its time, though Clerk still lists it as living. By our clock, which may be wrong, so it is no proof alone. */
export function hasRunOut({ status, expiresAt }: ClerkSession, now: number): boolean {
  return (status === "active" || status === "pending") && expiresAt <= now;
}

/** No session of the request's token is older, by Clerk's clock. */
export function sessionsSince(request: Request): number {
  return (request.tokenCreatedAt ?? request.askedAt) - clockToleranceMs;
}

/** From then on no session can come of the link any more, by our clock. */
export function noNewSessionAfter({ linkExpiresAt, askedAt, revokeAskedAt, linkWithdrawnAt }: Request): number {
  // Also long enough after the link was taken away: a clock that was set ahead shows its deadline as past too early.
  return Math.max(linkExpiresAt ?? askedAt, revokeAskedAt ?? 0, linkWithdrawnAt ?? 0) + clockToleranceMs;
}

export interface Candidates {
  /** Stamped with the request's id. */
  readonly certain: readonly ClerkSession[];
  /** Without any request id, but by this actor and of the right age: ours, unless another request holds them. */
  readonly likely: readonly ClerkSession[];
}

export function candidateSessions(request: Request, sessions: readonly ClerkSession[]): Candidates {
  const created = request.tokenCreatedAt;
  const certain = sessions.filter(({ actor }) => actor?.requestId === request.id);
  const likely = sessions.filter(
    ({ actor, createdAt }) =>
      actor !== null &&
      actor.requestId === null &&
      actor.sub === request.actorSub &&
      (actor.iss === null || actor.iss === issuer) &&
      created !== null &&
      createdAt >= created &&
      createdAt <= created + linkMs(request) + clockToleranceMs,
  );
  return { certain, likely };
}

function linkMs(request: Request): number {
  return request.linkExpiresAt === null || request.decidedAt === null ? 0 : request.linkExpiresAt - request.decidedAt;
}

/** How a session that is over ended. A session that Clerk lists no more has no status to tell. */
export function closingOf(session: ClerkSession | undefined): Closing {
  switch (session?.status) {
    case "revoked":
      return "revoked_elsewhere";
    case "ended":
    case "removed":
    case "replaced":
      return "signed_out";
    default:
      return "timed_out";
  }
}
