// The sessions of a request's link: finding them, judging their use, and ending them.

import { type Context, momentOf } from "../context.js";
import { isStoreFailure } from "../model/errors.js";
import type { Closing, Request } from "../model/request.js";
import type { Moment } from "../model/schedule.js";
import { emptyPollsForNoSession } from "../model/settings.js";
import type { ClerkSession, Urgency } from "../ports/identity-provider.js";
import type { HeldSession } from "../ports/session-store.js";
import {
  candidateSessions,
  closingOf,
  isLive,
  isTooLateForSession,
  type Sureness,
  sessionsSince,
  sureness,
} from "./sessions.js";

export type SessionLookup =
  | { seen: "none" }
  /** Clerk no longer knows the subject. */
  | { seen: "subject_gone" }
  /**
   * `unlisted`: ids of sessions that Clerk listed before and not now, and whose end it did not confirm. `sessions` may be
   * empty. `surest`: of those that are listed.
   */
  | {
      seen: "some";
      sessions: readonly ClerkSession[];
      live: readonly ClerkSession[];
      unlisted: readonly string[];
      surest: Sureness;
    };

/** Asks Clerk for the sessions of the request's link, and claims them for the request. */
export async function findSessions(
  context: Context,
  request: Request,
  urgency: Urgency,
  giveUpAt?: number,
): Promise<SessionLookup> {
  const listed = await context.identities.sessions(request.subjectId, sessionsSince(request), urgency, giveUpAt);
  if (listed === "user_not_found") return { seen: "subject_gone" };
  const bySureness = candidateSessions(request, listed);
  const candidates = sureness.flatMap((each) => bySureness[each]);
  const ids = candidates.map(({ id }) => id);
  // What ends access does not need the database: without it, sessions that look like the request's are the request's.
  const { mine, open } = await claim(
    context,
    request,
    ids,
    urgency === "find" || urgency === "poll" ? rethrow : unlessStoreFailure,
  );
  const sessions = candidates.filter(({ id }) => mine.includes(id));
  if (mine.length === 0) return { seen: "none" };
  const unlisted = open.filter((id) => !sessions.some((session) => session.id === id));
  const surest = sureness.find((each) => bySureness[each].some(({ id }) => mine.includes(id))) ?? "likely";
  return { seen: "some", sessions, live: sessions.filter(isLive), unlisted, surest };
}

interface Claimed {
  /** Every session of the request's. */
  readonly mine: readonly string[];
  /** Those of them whose end Clerk did not confirm. */
  readonly open: readonly string[];
}

async function claim(
  { store }: Context,
  request: Request,
  ids: readonly string[],
  onFailure: <T>(error: unknown, otherwise: T) => T,
): Promise<Claimed> {
  const none: readonly HeldSession[] = [];
  const held = await store.heldSessions(request.id, ids).catch((error: unknown) => onFailure(error, none));
  const free = ids.filter((id) => !held.some(({ sessionId }) => sessionId === id));
  const claim = free.length === 0 ? Promise.resolve(free) : store.claimSessions(request.id, free);
  const claimed = await claim.catch((error: unknown) => onFailure(error, free));
  const mine = held.filter(({ requestId }) => requestId === request.id);
  const open = mine.filter(({ endedAt }) => endedAt === null).map(({ sessionId }) => sessionId);
  return { mine: [...mine.map(({ sessionId }) => sessionId), ...claimed], open: [...open, ...claimed] };
}

function rethrow(error: unknown): never {
  throw error;
}

function unlessStoreFailure<T>(error: unknown, otherwise: T): T {
  if (!isStoreFailure(error)) throw error;
  return otherwise;
}

/** By Clerk's time and by the number of polls that found none, which take a minute even if a clock is set meanwhile. */
export function noSessionExpected(request: Request, moment: Moment): boolean {
  return isTooLateForSession(request, moment) && request.tries >= emptyPollsForNoSession;
}

/** How access ended, as far as the look-up shows; undefined where a session may live, or come yet. */
export function closingIfOver(context: Context, request: Request, lookup: SessionLookup): Closing | undefined {
  switch (lookup.seen) {
    case "some":
      return lookup.live.length === 0 ? "sessions_ended" : undefined;
    case "subject_gone":
      return "subject_gone";
    case "none":
      return noSessionExpected(request, momentOf(context)) ? "no_session" : undefined;
  }
}

/** Since when, from where and until when the link is in use, for the card. By Clerk's clock. */
export function usage(request: Request, sessions: readonly ClerkSession[]) {
  const usedAt = Math.min(...sessions.map(({ createdAt }) => createdAt));
  const lastExpiry = Math.max(...sessions.map(({ expiresAt }) => expiresAt));
  return {
    usedAt,
    usedFrom: sessions.find(({ usedFrom }) => usedFrom !== null)?.usedFrom ?? null,
    sessionEndsAt: Math.min(usedAt + request.sessionMs, lastExpiry),
  };
}

/** How access ended once all sessions are over, by the latest of them. */
export function closingOfLatest(sessions: readonly ClerkSession[]): Closing {
  return closingOf(sessions.toSorted((a, b) => b.createdAt - a.createdAt)[0]);
}
