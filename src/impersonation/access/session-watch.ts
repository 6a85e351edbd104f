// The sessions born of a request's link: finding them, seeing them used, and ending them.

import type { Context } from "../context.js";
import type { Closing, Request } from "../model/request.js";
import { emptyPollsForNoSession } from "../model/settings.js";
import type { ClerkSession } from "../ports/identity-provider.js";
import { revokeSession } from "./clerk-effects.js";
import { candidateSessions, closingOf, hasRunOut, isLive, noNewSessionAfter, sessionsSince } from "./sessions.js";

export type SessionLookup =
  | { seen: "none" }
  /** Clerk does not know their user any more. */
  | { seen: "subject_gone" }
  /** `unlisted`: ids of sessions that were seen before, and that Clerk did not list now. There may be nothing else. */
  | {
      seen: "some";
      sessions: readonly ClerkSession[];
      live: readonly ClerkSession[];
      unlisted: readonly string[];
    };

/** Asks Clerk for the sessions of the request's link, and ties them to the request. */
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
 * Ends every living session of the link and reads back. Resolves with how access ended, or undefined while that is
 * not proven: a link that was just opened may show its session only seconds later.
 */
export async function endSessions(context: Context, request: Request, by: string): Promise<Closing | undefined> {
  const before = await findSessions(context, request);
  // A list may leave one out. That it is no more is for Clerk to say when it is asked for by its id.
  const ending = before.seen === "some" ? [...before.live.map(({ id }) => id), ...before.unlisted] : [];
  if (ending.length > 0) {
    const ends = await Promise.allSettled(ending.map((id) => revokeSession(context, request, id, by)));
    // Each was tried: one that Clerk would not end shields no other.
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    return proof(context, request, leaveOutWhatRanOut(await findSessions(context, request), context.clock.now()));
  }
  return proof(context, request, before);
}

/** Each was ended at Clerk just now; one whose time is over as well need not be waited for. */
function leaveOutWhatRanOut(lookup: SessionLookup, now: number): SessionLookup {
  if (lookup.seen !== "some") return lookup;
  return { ...lookup, live: lookup.live.filter((session) => !hasRunOut(session, now)) };
}

function proof({ clock }: Context, request: Request, lookup: SessionLookup): Closing | undefined {
  switch (lookup.seen) {
    case "some":
      return lookup.live.length === 0 ? "sessions_ended" : undefined;
    case "subject_gone":
      return "subject_gone";
    case "none":
      return isNoSessionComing(request, clock.now()) ? "no_session" : undefined;
  }
}

/** By our clock, and by the number of looks that found none: they take a minute also where the clock was set meanwhile. */
export function isNoSessionComing(request: Request, now: number): boolean {
  return now > noNewSessionAfter(request) && request.tries >= emptyPollsForNoSession;
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

/** How sessions that are all over came to their end, by the latest of them. */
export function howEnded(sessions: readonly ClerkSession[]): Closing {
  return closingOf(sessions.toSorted((a, b) => b.createdAt - a.createdAt)[0]);
}
