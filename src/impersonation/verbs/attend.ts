// What happens to a request without a click: it lapses, expires, is seen in use, ends, or is finished late.

import { revokeActorToken } from "../access/clerk-effects.js";
import {
  closingOfLatest,
  endSessions,
  findSessions,
  noSessionExpected,
  type SessionLookup,
  usage,
} from "../access/session-watch.js";
import { type Context, requireRequest } from "../context.js";
import { type AuditEntry, understudy } from "../model/audit.js";
import { ImpersonationError, retryAfterMs } from "../model/errors.js";
import type { Closing, Patch, Request } from "../model/request.js";
import { nextPollAt } from "../model/schedule.js";
import type { ClerkSession } from "../ports/identity-provider.js";
import { abandon } from "./abandon.js";
import { lapse } from "./lapse.js";
import { retryLater } from "./retry-later.js";
import { finishRevoking } from "./revoke.js";
import { show } from "./show.js";

/**
 * Does what is due for the request; false where nothing is, or a running call holds it. Throws store failures and
 * unexpected errors only.
 */
export async function attend(context: Context, seen: Request): Promise<boolean> {
  const stepped = await context.locks.tryLock(seen.id, async () => {
    const request = await context.store.get(seen.id);
    if (request === undefined || request.dueAt === null || request.dueAt > context.clock.now()) return false;
    const startedAt = context.clock.now();
    try {
      await step(context, request);
      const after = await context.store.get(request.id);
      // Overtaken midway: what is still due is retried later, instead of at once in a loop.
      if (after?.dueAt === request.dueAt) await retryLater(context, after);
    } catch (error) {
      await retryLater(context, request, retryAfterMs(error), startedAt);
      if (!(error instanceof ImpersonationError)) throw error;
    }
    return true;
  });
  // After the lock is released: a click on a message just shown must not find the request locked.
  if (stepped === true) await show(context, seen.id);
  return stepped === true;
}

async function step(context: Context, request: Request): Promise<void> {
  const { store } = context;
  switch (request.status) {
    case "pending":
      await lapse(context, request);
      return;
    case "approved":
      await abandon(context, request, request.failure ?? "interrupted");
      return;
    case "issued":
      await watchLink(context, request);
      return;
    case "active":
      await watchSession(context, request);
      return;
    case "revoking":
      await finishRevoking(context, request);
      return;
    case "failed":
      // The time to retry is over; the card says so.
      await store.amend(request, { retryUntil: null, dueAt: null }, true);
      return;
    default:
      await store.amend(request, { dueAt: null }, false);
  }
}

async function watchLink(context: Context, request: Request): Promise<void> {
  const now = context.clock.now();
  if (request.linkExpiresAt === null || now < request.linkExpiresAt) {
    const lookup = await findSessions(context, request);
    if (lookup.seen !== "some" || lookup.sessions.length === 0) return pollAgain(context, request);
    const known = usage(request, lookup.sessions);
    const live = lookup.live.length > 0;
    const dueAt = live ? nextPollAt({ ...request, ...known, status: "active" }, context.rules, now) : now;
    return use(context, request, { ...known, dueAt }, usageDetail(known, lookup.sessions));
  }
  // The link is removed from its message now, whatever Clerk answers and however long it takes.
  const withdrawn =
    request.linkWithdrawnAt === null ? await context.store.amend(request, { linkWithdrawnAt: now }, true) : request;
  if (withdrawn === undefined || withdrawn.tokenId === null) return;
  const answer = await revokeActorToken(context, withdrawn, withdrawn.tokenId, understudy);
  if (answer === "revoked") {
    const closedAt = context.clock.now();
    await context.store.move(withdrawn, "expire", {
      by: understudy,
      at: closedAt,
      patch: { closing: "unused", closedAt, dueAt: null, tries: 0 },
    });
    return;
  }
  // Opened before its deadline: its session is looked for at once.
  await use(context, withdrawn, { dueAt: context.clock.now() }, {});
}

async function watchSession(context: Context, request: Request): Promise<void> {
  const now = context.clock.now();
  if (request.sessionEndsAt !== null && now >= request.sessionEndsAt) {
    const ended = await endSessions(context, request, understudy);
    if (ended === undefined) await retryLater(context, request);
    else await end(context, request, "time_limit");
    return;
  }
  const lookup = await findSessions(context, request);
  if (lookup.seen === "subject_gone") {
    await end(context, request, "subject_gone");
  } else if (lookup.seen === "none") {
    if (noSessionExpected(request, now)) await end(context, request, "no_session");
    else await retryLater(context, request);
  } else if (lookup.live.length === 0) {
    await endUnlisted(context, request, lookup);
  } else {
    const known = usage(request, lookup.sessions);
    const detail = usageDetail(known, lookup.sessions);
    const entry = { at: now, requestId: request.id, by: understudy, action: "session.seen", outcome: "done", detail };
    const hasNews = request.usedAt === null || (request.usedFrom === null && known.usedFrom !== null);
    const current = hasNews ? await context.store.amend(request, known, true, { entry }) : request;
    if (current !== undefined) await pollAgain(context, current);
  }
}

/** Clerk lists no live session. One that it omits, perhaps by mistake, is polled again first, then ended by its id. */
async function endUnlisted(
  context: Context,
  request: Request,
  lookup: Extract<SessionLookup, { seen: "some" }>,
): Promise<void> {
  if (lookup.unlisted.length > 0) {
    const ended = request.tries > 0 && (await endSessions(context, request, understudy)) !== undefined;
    if (!ended) {
      await retryLater(context, request);
      return;
    }
  }
  await end(context, request, closingOfLatest(lookup.sessions), lookup.sessions);
}

async function use(context: Context, request: Request, patch: Patch, detail: AuditEntry["detail"]): Promise<void> {
  const { store, clock } = context;
  await store.move(request, "use", { by: understudy, at: clock.now(), detail, patch: { ...patch, tries: 0 } });
}

function usageDetail({ usedFrom }: Pick<Request, "usedFrom">, sessions: readonly ClerkSession[]) {
  return { sessions: sessions.map(({ id }) => id).join(" "), used_from: usedFrom };
}

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
    announce: closing === "revoked_elsewhere" ? ["ended"] : [],
  });
}

async function pollAgain(context: Context, request: Request): Promise<void> {
  const { store, clock, rules } = context;
  // Read again: a click on the link during the poll brings the next one forward.
  const current = await requireRequest(context, request.id);
  await store.amend(request, { dueAt: nextPollAt(current, rules, clock.now()), tries: 0 }, false);
}
