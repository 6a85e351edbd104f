// Access that a request gives: a link that may be opened, and a session that goes on until its time by Clerk's clock.
import { revokeActorToken } from "../access/clerk-effects.js";
import { Ending } from "../access/ending.js";
import { markUsed, markUsedIfOpened, usageDetail } from "../access/mark-used.js";
import { nextPoll, pollAgain } from "../access/polls.js";
import { retryLater } from "../access/retry-later.js";
import {
  closingOfLatest,
  findSessions,
  noSessionExpected,
  type SessionLookup,
  usage,
} from "../access/session-watch.js";
import { type Context, momentOf } from "../context.js";
import { understudy } from "../model/audit.js";
import { ImpersonationError, isStoreFailure, retryAfterMs } from "../model/errors.js";
import type { Closing, Request } from "../model/request.js";
import { deadlineOf, ourDeadline, warningAt } from "../model/schedule.js";
import { deadlineLookMs } from "../model/settings.js";
import type { ClerkSession } from "../ports/identity-provider.js";

export async function watchLink(context: Context, request: Request): Promise<void> {
  if (!isPastDeadline(context, request)) {
    const lookup = await poll(context, request);
    if (!(await markUsedIfSeen(context, request, lookup))) await pollAgain(context, request);
  } else if (request.linkWithdrawnAt === null) {
    await withdrawLink(context, request);
  } else {
    await expireLink(context, request);
  }
}

/** The link leaves its message, whatever Clerk answers and however long it takes. */
async function withdrawLink(context: Context, request: Request): Promise<void> {
  const lookup = await lookAtDeadline(context, request);
  if (!(lookup instanceof Error) && (await markUsedIfSeen(context, request, lookup))) return;
  // Our clock was ahead, as the answer showed.
  if (!isPastDeadline(context, request)) return pollAgain(context, request);
  const now = context.clock.now();
  await context.store.amend(request, { linkWithdrawnAt: now, dueAt: now }, true);
}

async function expireLink(context: Context, request: Request): Promise<void> {
  const { store, clock } = context;
  if (request.tokenId === null) return;
  const answer = await revokeActorToken(context, request, request.tokenId, understudy).catch((error: unknown) => error);
  if (answer === "revoked") {
    const closedAt = clock.now();
    await store.move(request, "expire", {
      by: understudy,
      at: closedAt,
      patch: { closing: "unused", closedAt, dueAt: null, tries: 0 },
    });
  } else if (answer === "accepted" || answer === "not_found") {
    // Opened before its deadline: its session is looked for at once.
    const tokenRevocation = answer === "accepted" ? answer : null;
    await markUsed(context, request, { tokenRevocation, dueAt: clock.now() }, {});
  } else if (!(await markUsedIfOpened(context, request))) {
    if (answer instanceof Error) throw answer;
    await retryLater(context, request);
  }
}

export async function watchSession(context: Context, request: Request): Promise<void> {
  if (!isPastDeadline(context, request)) {
    try {
      return await judge(context, request, await poll(context, request));
    } catch (error) {
      // Its end is known, whatever Clerk says of it now.
      await warnIfTime(context, request);
      throw error;
    }
  }
  const lookup = await lookAtDeadline(context, request);
  if (isPastDeadline(context, request)) return endAtTimeLimit(context, request, lookup);
  // Our clock was ahead, as the answer showed.
  if (lookup instanceof Error) throw lookup;
  return judge(context, request, lookup);
}

function isPastDeadline(context: Context, request: Request): boolean {
  return momentOf(context).clerkNow >= deadlineOf(request);
}

/** Given up at the deadline: what is to be done then does not wait for it. */
function poll(context: Context, request: Request): Promise<SessionLookup> {
  const { status, usedAt, linkClickedAt } = request;
  const isSought = usedAt === null && (status === "active" || linkClickedAt !== null);
  return findSessions(context, request, isSought ? "find" : "poll", ourDeadline(request, momentOf(context)));
}

/** A short look: its answer, a refusal too, shows Clerk's time, by which the deadline counts. */
function lookAtDeadline(context: Context, request: Request): Promise<SessionLookup | ImpersonationError> {
  const giveUpAt = context.clock.now() + deadlineLookMs;
  return findSessions(context, request, "revoke", giveUpAt).catch((error: unknown) => {
    if (!(error instanceof ImpersonationError)) throw error;
    return error;
  });
}

async function markUsedIfSeen(context: Context, request: Request, lookup: SessionLookup): Promise<boolean> {
  if (lookup.seen !== "some" || lookup.sessions.length === 0) return false;
  const known = usage(request, lookup.sessions);
  const active = { ...request, ...known, status: "active" } as const;
  const dueAt = lookup.live.length > 0 ? await nextPoll(context, active) : context.clock.now();
  await markUsed(context, request, { ...known, dueAt }, usageDetail(known, lookup.sessions));
  return true;
}

async function judge(context: Context, request: Request, lookup: SessionLookup): Promise<void> {
  if (lookup.seen === "subject_gone") {
    await end(context, request, "subject_gone");
  } else if (lookup.seen === "none") {
    if (noSessionExpected(request, momentOf(context))) await end(context, request, "no_session");
    else await retryLater(context, request);
  } else if (lookup.live.length === 0) {
    await endUnlisted(context, request, lookup);
  } else {
    const known = usage(request, lookup.sessions);
    const detail = usageDetail(known, lookup.sessions);
    const seen = { requestId: request.id, by: understudy, action: "session.seen", outcome: "done", detail };
    const entry = { ...seen, at: context.clock.now() };
    const hasNews = request.usedAt === null || (request.usedFrom === null && known.usedFrom !== null);
    const current = hasNews ? await context.store.amend(request, known, true, { entry }) : request;
    const warned = current && (await warnIfTime(context, current));
    if (warned !== undefined) await pollAgain(context, warned);
  }
}

/** Tells the actor once that the session ends soon. Undefined where the request has moved on. */
async function warnIfTime(context: Context, request: Request): Promise<Request | undefined> {
  const { now, clerkNow } = momentOf(context);
  if (clerkNow < warningAt(request) || isPastDeadline(context, request)) return request;
  return context.store.amend(request, { warnedAt: now }, false, { announce: ["ending_soon"] });
}

/** Clerk lists no live session. One that it omits, perhaps by mistake, is polled again first, then ended by its id. */
async function endUnlisted(
  context: Context,
  request: Request,
  lookup: Extract<SessionLookup, { seen: "some" }>,
): Promise<void> {
  if (lookup.unlisted.length > 0) {
    const ending = new Ending(context, request, understudy);
    const isOver = request.tries > 0 && (await ending.sessions(lookup.unlisted)).closing !== undefined;
    if (!isOver) {
      await retryLater(context, request, { patch: await ending.remember() });
      return;
    }
    await ending.record();
  }
  if (await ensureLinkSpent(context, request, lookup)) {
    await end(context, request, closingOfLatest(lookup.sessions), lookup.sessions);
  }
}

/**
 * Where the sessions that are over only look like the link's: makes sure that the link opens nothing more. False: that
 * could not be made sure of yet, and is tried again.
 */
async function ensureLinkSpent(context: Context, request: Request, lookup: SessionLookup): Promise<boolean> {
  if (lookup.seen !== "some") return true;
  const ending = new Ending(context, request, understudy);
  const ended = { closing: "sessions_ended", surest: lookup.surest } as const;
  const isSpent = await ending.isLinkSpent(ended).catch((error: unknown) => {
    if (!(error instanceof ImpersonationError) || isStoreFailure(error)) throw error;
    return false;
  });
  if (!isSpent) await retryLater(context, request, { patch: await ending.remember() });
  return isSpent;
}

/** Where Clerk gave no list, the sessions that are known are ended without it. */
async function endAtTimeLimit(
  context: Context,
  request: Request,
  lookup: SessionLookup | ImpersonationError,
): Promise<void> {
  const ending = new Ending(context, request, understudy);
  const overdueSince = request.overdueSince ?? context.clock.now();
  let waitMs = 0;
  try {
    const ended =
      lookup instanceof Error ? await ending.sessions(await ending.knownSessions()) : await ending.listed(lookup);
    if (ended.closing !== undefined && (await ending.isLinkSpent(ended))) {
      await ending.record();
      return await end(context, request, "time_limit");
    }
  } catch (error) {
    if (!(error instanceof ImpersonationError) || isStoreFailure(error)) throw error;
    waitMs = retryAfterMs(error);
  }
  await retryLater(context, request, { retryAfterMs: waitMs, patch: { ...(await ending.remember()), overdueSince } });
}

/** Not by the actor, who knows of their own sign-out, and not without ever having begun. */
const announcedEnds: ReadonlySet<Closing> = new Set(["revoked_elsewhere", "timed_out", "time_limit", "subject_gone"]);

async function end(
  context: Context,
  request: Request,
  closing: Closing,
  sessions: readonly ClerkSession[] = [],
): Promise<void> {
  const now = context.clock.now();
  await context.store.move(request, "end", {
    by: understudy,
    at: now,
    detail: {
      closing,
      ...(sessions.length > 0 && { used_from: usage(request, sessions).usedFrom }),
      ...Object.fromEntries(sessions.map(({ id, status }) => [id, status])),
    },
    patch: { closing, closedAt: now, dueAt: null, tries: 0 },
    announce: announcedEnds.has(closing) ? ["ended"] : [],
  });
}
