// What happens to a request without a click: it lapses, expires, is seen in use, ends, or is finished late.
import { retryLater } from "../access/retry-later.js";
import type { Context } from "../context.js";
import { abandon } from "../issuing/abandon.js";
import { ImpersonationError, retryAfterMs } from "../model/errors.js";
import type { Request } from "../model/request.js";
import { finishRevoking } from "../revoking/finish-revoking.js";
import { show } from "../show.js";
import { lapse } from "./lapse.js";
import { remind } from "./remind.js";
import { watchLink, watchSession } from "./watch.js";

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
      await retryLater(context, request, { retryAfterMs: retryAfterMs(error), triedSince: startedAt });
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
      if (context.clock.now() < request.lapsesAt) await remind(context, request);
      else await lapse(context, request);
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
