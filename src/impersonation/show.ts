// Syncing a request's messages, and cancelling a request whose card cannot be shown.

import type { Context } from "./context.js";
import { understudy } from "./model/audit.js";
import type { Request } from "./model/request.js";
import type { CardRefused } from "./ports/notifier.js";

/** Never throws on a Slack error: what could not be shown stays stale, and the scheduler retries it. */
export async function show(context: Context, requestId: string): Promise<void> {
  const shown = await context.notifier.refresh(requestId);
  if (shown === "done" || shown === "card_later") return;
  const request = await context.store.get(requestId);
  if (request?.status !== "pending") return;
  await cancelUnshown(context, request, shown, ["cancelled"]);
  await context.notifier.refresh(requestId);
}

/** Cancels a request whose card the approval channel does not take: nobody could decide on it. */
export async function cancelUnshown(
  { store, clock }: Context,
  request: Request,
  { cardRefused, slackCode }: CardRefused,
  announce: readonly "cancelled"[],
): Promise<void> {
  const now = clock.now();
  await store.move(request, "cancel", {
    by: understudy,
    at: now,
    detail: { reason: cardRefused.code, slack: slackCode },
    patch: { closing: "card_not_posted", slackCode, closedAt: now, dueAt: null },
    announce,
  });
}
