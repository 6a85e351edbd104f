// Which of the subject's sessions came from a request's link, and whether they are live.

import type { Closing, Request } from "../model/request.js";
import type { Moment } from "../model/schedule.js";
import { clockToleranceMs } from "../model/settings.js";
import type { ClerkSession } from "../ports/identity-provider.js";

/** The issuer in the bot's actor tokens. */
export const issuer = "understudy";

const endStatuses: ReadonlySet<string> = new Set(["revoked", "ended", "expired", "removed", "abandoned", "replaced"]);

/** Access is over only when Clerk says so: an unknown status counts as live, and our clock is not consulted. */
export function isLive({ status }: Pick<ClerkSession, "status">): boolean {
  return !endStatuses.has(status);
}

/** Past its expiry by Clerk's time, though Clerk lists it as live: not enough on its own. */
export function isPastExpiry({ status, expiresAt }: ClerkSession, clerkNow: number): boolean {
  return (status === "active" || status === "pending") && expiresAt <= clerkNow;
}

/** No session of the request's token is older, by Clerk's clock. */
export function sessionsSince(request: Request): number {
  return (request.tokenCreatedAt ?? request.askedAt) - clockToleranceMs;
}

/** No session can come from the link any more, by our clock and by Clerk's, of which one may be wrong. */
export function isTooLateForSession(request: Request, { now, clerkNow }: Moment): boolean {
  const { linkExpiresAt, askedAt, revokeAskedAt, linkWithdrawnAt } = request;
  const ours = Math.max(revokeAskedAt ?? 0, linkWithdrawnAt ?? 0, linkExpiresAt ?? askedAt);
  return now > ours + clockToleranceMs && clerkNow > (linkExpiresAt ?? 0) + clockToleranceMs;
}

/** How sure it is that a session came of the request's link, the surest first. */
export const sureness = ["certain", "likely", "possible"] as const;
export type Sureness = (typeof sureness)[number];

/**
 * `certain`: stamped with the request's id. Without one, but by this actor and of the right age, and so the request's unless
 * another holds them: `likely` with our issuer, `possible` with none. One that is stamped but older than the token came of an
 * earlier one, as where a backup was restored: it is the request's, and says nothing about this link.
 */
type Candidates = Readonly<Record<Sureness, readonly ClerkSession[]>>;

export function candidateSessions(request: Request, sessions: readonly ClerkSession[]): Candidates {
  const created = request.tokenCreatedAt;
  const stamped = sessions.filter(({ actor }) => actor?.requestId === request.id);
  const isOlder = ({ createdAt }: ClerkSession) => created !== null && createdAt < created;
  const unstamped = sessions.filter(
    ({ actor, createdAt }) =>
      actor !== null &&
      actor.requestId === null &&
      actor.sub === request.actorSub &&
      created !== null &&
      createdAt >= created &&
      createdAt <= (request.linkExpiresAt ?? created) + clockToleranceMs,
  );
  const by = (iss: string | null) => unstamped.filter(({ actor }) => actor?.iss === iss);
  return {
    certain: stamped.filter((session) => !isOlder(session)),
    likely: by(issuer),
    possible: [...by(null), ...stamped.filter(isOlder)],
  };
}

/** How a session ended; undefined stands for one that Clerk no longer lists. */
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
