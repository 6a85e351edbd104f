// Retries what Clerk did not confirm, until all that the request's token could give has expired.

import { type Context, momentOf } from "../context.js";
import { understudy } from "../model/audit.js";
import { isLegal } from "../model/lifecycle.js";
import type { Patch, Request } from "../model/request.js";
import { closeByTimeAt, isLongUnconfirmed, nextDeadline } from "../model/schedule.js";
import { backoffMs } from "../model/settings.js";

interface Retry {
  /** What Clerk asked for; the next deadline comes first. */
  readonly retryAfterMs?: number;
  /** A deadline that passed after this time, by our clock, is due at once. */
  readonly triedSince?: number;
  /** What is known by now. */
  readonly patch?: Patch;
}

/**
 * Reschedules the request's current effect, or closes the request by time. Resolves with undefined where the request has
 * moved on.
 */
export async function retryLater(
  context: Context,
  request: Request,
  { retryAfterMs = 0, triedSince, patch = {} }: Retry = {},
): Promise<Request | undefined> {
  const { store, rules } = context;
  const moment = momentOf(context);
  const { now } = moment;
  if (isLegal("end", request.status) && now >= closeByTimeAt(request, rules)) {
    return store.move(request, "end", {
      by: understudy,
      at: now,
      detail: { closing: "by_time_unconfirmed" },
      patch: { closing: "by_time_unconfirmed", closedAt: now, dueAt: null, tries: 0 },
      announce: ["not_confirmed"],
    });
  }
  const deadline = nextDeadline(request, rules, triedSince ?? now, moment);
  const dueAt = Math.min(now + backoffMs(request.tries, retryAfterMs), deadline);
  // People are told once that Clerk did not confirm a revoke, or the end at the time limit, at the first try.
  const isFirst = request.status === "revoking" && request.tries === 0;
  const isNews = isFirst || (patch.overdueSince !== undefined && request.overdueSince === null);
  const about = isLongUnconfirmed(request, now) ? ({ announce: ["not_confirmed"] } as const) : undefined;
  return store.amend(request, { ...patch, dueAt, tries: request.tries + 1 }, isNews, about);
}
