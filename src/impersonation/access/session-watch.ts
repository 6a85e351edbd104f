// The sessions of a request's link: finding them, judging their use, and ending them.

import type { Context } from "../context.js";
import type { Closing, Request } from "../model/request.js";
import { emptyPollsForNoSession } from "../model/settings.js";
import type { ClerkSession } from "../ports/identity-provider.js";
import { revokeSession } from "./clerk-effects.js";
import { candidateSessions, closingOf, isLive, isPastExpiry, noSessionAfter, sessionsSince } from "./sessions.js";

export type SessionLookup =
  | { seen: "none" }
  /** Clerk no longer knows the subject. */
  | { seen: "subject_gone" }
  /** `unlisted`: ids of sessions that Clerk listed before and not now. `sessions` may be empty. */
  | {
      seen: "some";
      sessions: readonly ClerkSession[];
      live: readonly ClerkSession[];
      unlisted: readonly string[];
    };

/** Asks Clerk for the sessions of the request's link, and claims them for the request. */
export async function findSessions({ identities, store }: Context, request: Request): Promise<SessionLookup> {
  const listed = await identities.sessions(request.subjectId, sessionsSince(request));
  if (listed === "user_not_found") return { seen: "subject_gone" };
  const { certain, likely } = candidateSessions(request, listed);
  const candidates = [...certain, ...likely];
  const known = await store.claimSessions(
    request.id,
    candidates.map(({ id }) => id),
  );
  const sessions = candidates.filter(({ id }) => known.includes(id));
  if (known.length === 0) return { seen: "none" };
  const unlisted = known.filter((id) => !sessions.some((session) => session.id === id));
  return { seen: "some", sessions, live: sessions.filter(isLive), unlisted };
}

/**
 * Ends every live session of the link and reads back. Resolves with how access ended, or undefined while that is
 * unconfirmed: a link that was just opened may get its session only seconds later.
 */
export async function endSessions(context: Context, request: Request, by: string): Promise<Closing | undefined> {
  const before = await findSessions(context, request);
  // A list may omit a session by mistake: only a call with its id shows that it is over.
  const ending = before.seen === "some" ? [...before.live.map(({ id }) => id), ...before.unlisted] : [];
  if (ending.length > 0) {
    const ends = await Promise.allSettled(ending.map((id) => revokeSession(context, request, id, by)));
    // Thrown only after all were tried: one that Clerk does not end must not keep the others alive.
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    return closingIfOver(context, request, withoutExpired(await findSessions(context, request), context.clock.now()));
  }
  return closingIfOver(context, request, before);
}

/** All were just ended at Clerk, so one that is past its expiry as well need not be waited for. */
function withoutExpired(lookup: SessionLookup, now: number): SessionLookup {
  if (lookup.seen !== "some") return lookup;
  return { ...lookup, live: lookup.live.filter((session) => !isPastExpiry(session, now)) };
}

function closingIfOver({ clock }: Context, request: Request, lookup: SessionLookup): Closing | undefined {
  switch (lookup.seen) {
    case "some":
      return lookup.live.length === 0 ? "sessions_ended" : undefined;
    case "subject_gone":
      return "subject_gone";
    case "none":
      return noSessionExpected(request, clock.now()) ? "no_session" : undefined;
  }
}

/** By our clock and by the number of polls that found none, which take a minute even if the clock is set meanwhile. */
export function noSessionExpected(request: Request, now: number): boolean {
  return now > noSessionAfter(request) && request.tries >= emptyPollsForNoSession;
}

/** Since when, from where and until when the link is in use, for the card. */
export function usage(request: Request, sessions: readonly ClerkSession[]) {
  const usedAt = Math.min(...sessions.map(({ createdAt }) => createdAt));
  return {
    usedAt,
    usedFrom: sessions.find(({ usedFrom }) => usedFrom !== null)?.usedFrom ?? null,
    sessionEndsAt: usedAt + request.sessionMs,
  };
}

/** How access ended once all sessions are over, by the latest of them. */
export function closingOfLatest(sessions: readonly ClerkSession[]): Closing {
  return closingOf(sessions.toSorted((a, b) => b.createdAt - a.createdAt)[0]);
}
