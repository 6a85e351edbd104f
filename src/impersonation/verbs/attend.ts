// What happens to a request without anybody's click: it lapses, expires, is seen in use, ends, or is finished late.

import { revokeActorToken } from "../access/clerk-effects.js";
import {
  endSessions,
  howEnded,
  isNoSessionComing,
  lookForSessions,
  type Sighting,
  usage,
} from "../access/session-watch.js";
import { type Parts, whileBusy } from "../context.js";
import { understudy } from "../model/audit.js";
import { ImpersonationError, retryAfterMs } from "../model/errors.js";
import type { Closing, Request } from "../model/request.js";
import { nextLook } from "../model/schedule.js";
import { abandon } from "./abandon.js";
import { lapse } from "./lapse.js";
import { unanswered } from "./retry-later.js";
import { finishRevoking } from "./revoke.js";
import { show } from "./show.js";

/** Does what is due for the request: false where it is not due, or somebody works on it. Throws the unexpected only. */
export async function attend(parts: Parts, seen: Request): Promise<boolean> {
  const stepped = await whileBusy(parts, seen.id, async () => {
    const request = await parts.store.get(seen.id);
    if (request === undefined || request.dueAt === null || request.dueAt > parts.clock.now()) return false;
    const startedAt = parts.clock.now();
    try {
      await step(parts, request);
      const after = await parts.store.get(request.id);
      // Overtaken in the middle: whatever is still due is tried again later, and not at once and for ever.
      if (after?.dueAt === request.dueAt) await unanswered(parts, after);
    } catch (error) {
      await unanswered(parts, request, retryAfterMs(error), startedAt);
      if (!(error instanceof ImpersonationError)) throw error;
    }
    return true;
  });
  // Not while busy: a click on what is being told now must not find the request occupied.
  if (stepped === true) await show(parts, seen.id);
  return stepped === true;
}

async function step(parts: Parts, request: Request): Promise<void> {
  const { store } = parts;
  switch (request.status) {
    case "pending":
      await lapse(parts, request);
      return;
    case "approved":
      await abandon(parts, request, request.failure ?? "interrupted");
      return;
    case "issued":
      await watchLink(parts, request);
      return;
    case "active":
      await watchSession(parts, request);
      return;
    case "revoking":
      await finishRevoking(parts, request);
      return;
    case "failed":
      // The time to retry is over; the card says so.
      await store.amend(request, { retryUntil: null, dueAt: null }, true);
      return;
    default:
      await store.amend(request, { dueAt: null }, false);
  }
}

async function watchLink(parts: Parts, request: Request): Promise<void> {
  const now = parts.clock.now();
  if (request.linkExpiresAt === null || now < request.linkExpiresAt) {
    const sighting = await lookForSessions(parts, request);
    if (sighting.seen !== "some" || sighting.sessions.length === 0) return lookAgain(parts, request);
    const known = usage(request, sighting.sessions);
    const lives = sighting.live.length > 0;
    return use(
      parts,
      request,
      known,
      lives ? nextLook({ ...request, ...known, status: "active" }, parts.rules, now) : now,
    );
  }
  // The link leaves its message now, whatever Clerk answers and however long it takes.
  const withdrawn =
    request.linkWithdrawnAt === null ? await parts.store.amend(request, { linkWithdrawnAt: now }, true) : request;
  if (withdrawn === undefined || withdrawn.tokenId === null) return;
  const answer = await revokeActorToken(parts, withdrawn, withdrawn.tokenId, understudy);
  if (answer === "revoked") {
    const closedAt = parts.clock.now();
    await parts.store.move(withdrawn, "expire", {
      by: understudy,
      at: closedAt,
      patch: { closing: "unused", closedAt, dueAt: null, tries: 0 },
    });
    return;
  }
  // Opened before its deadline. Its session is looked for at once.
  await use(parts, withdrawn, {}, parts.clock.now());
}

async function watchSession(parts: Parts, request: Request): Promise<void> {
  const now = parts.clock.now();
  if (request.sessionEndsAt !== null && now >= request.sessionEndsAt) {
    const ended = await endSessions(parts, request, understudy);
    if (ended === undefined) await unanswered(parts, request);
    else await end(parts, request, "time_limit");
    return;
  }
  const sighting = await lookForSessions(parts, request);
  if (sighting.seen === "subject_gone") {
    await end(parts, request, "subject_gone");
  } else if (sighting.seen === "none") {
    if (isNoSessionComing(request, now)) await end(parts, request, "no_session");
    else await unanswered(parts, request);
  } else if (sighting.live.length === 0) {
    await endUnlisted(parts, request, sighting);
  } else {
    const known = usage(request, sighting.sessions);
    const news = request.usedAt === null || (request.usedFrom === null && known.usedFrom !== null);
    const current = news ? await parts.store.amend(request, known, true) : request;
    if (current !== undefined) await lookAgain(parts, current);
  }
}

/** Nothing that Clerk lists is live. What it leaves out may be so by mistake, once; then it is ended by its id. */
async function endUnlisted(
  parts: Parts,
  request: Request,
  sighting: Extract<Sighting, { seen: "some" }>,
): Promise<void> {
  if (sighting.unlisted.length > 0) {
    const ended = request.tries > 0 && (await endSessions(parts, request, understudy)) !== undefined;
    if (!ended) {
      await unanswered(parts, request);
      return;
    }
  }
  await end(parts, request, howEnded(sighting.sessions));
}

async function use(
  parts: Parts,
  request: Request,
  known: Pick<Partial<Request>, "usedAt" | "usedFrom" | "sessionEndsAt">,
  dueAt: number,
): Promise<void> {
  const { store, clock } = parts;
  await store.move(request, "use", { by: understudy, at: clock.now(), patch: { ...known, tries: 0, dueAt } });
}

async function end(parts: Parts, request: Request, closing: Closing): Promise<void> {
  const now = parts.clock.now();
  await parts.store.move(request, "end", {
    by: understudy,
    at: now,
    detail: { closing },
    patch: { closing, closedAt: now, dueAt: null, tries: 0 },
    announce: closing === "revoked_elsewhere" ? ["ended"] : [],
  });
}

async function lookAgain({ store, clock, rules }: Parts, request: Request): Promise<void> {
  // Read anew: a click on the link during the look brings the next one forward.
  const current = (await store.get(request.id)) ?? request;
  await store.amend(request, { dueAt: nextLook(current, rules, clock.now()), tries: 0 }, false);
}
