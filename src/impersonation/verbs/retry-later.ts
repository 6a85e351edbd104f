// Retries what Clerk did not confirm, until all that the request's token could give has expired.

import type { Context } from "../context.js";
import { understudy } from "../model/audit.js";
import { isLegal } from "../model/lifecycle.js";
import type { Request } from "../model/request.js";
import { closeByTimeAt, nextDeadline } from "../model/schedule.js";
import { backoffMs } from "../model/settings.js";

/**
 * Reschedules the request's current effect, or closes the request by time. The next try is never later than the next
 * deadline, whatever `retryAfterMs`; a deadline that passed after `triedSince` is due at once. Resolves with undefined
 * where the request has moved on.
 */
export async function retryLater(
  context: Context,
  request: Request,
  retryAfterMs = 0,
  triedSince?: number,
): Promise<Request | undefined> {
  const { store, clock, rules } = context;
  const now = clock.now();
  if (isLegal("end", request.status) && now >= closeByTimeAt(request, rules)) {
    return store.move(request, "end", {
      by: understudy,
      at: now,
      detail: { closing: "by_time_unconfirmed" },
      patch: { closing: "by_time_unconfirmed", closedAt: now, dueAt: null, tries: 0 },
    });
  }
  const deadline = nextDeadline(request, rules, triedSince ?? now);
  const dueAt = Math.min(now + backoffMs(request.tries, retryAfterMs), deadline);
  return store.amend(request, { dueAt, tries: request.tries + 1 }, false);
}
