// A click on the link's button: no proof of use, but a reason to look for its session soon.
import { type Context, record, requireRequest } from "../context.js";
import { ImpersonationError } from "../model/errors.js";
import { fastPollMs } from "../model/settings.js";
import { aheadOfRecord, endUnrecorded, isNeverGranted } from "./ahead-of-record.js";

export async function linkClicked(context: Context, id: string, by: string): Promise<void> {
  const request = await requireRequest(context, id);
  if (by !== request.actorSlackId) throw new ImpersonationError({ code: "not_your_request", verb: "open" });
  const now = context.clock.now();
  if (request.status === "issued") {
    const dueAt = Math.min(now + fastPollMs, request.dueAt ?? Number.POSITIVE_INFINITY);
    await context.store.amend(request, { linkClickedAt: now, dueAt }, false);
  } else if (request.status === "approved" && request.tokenId !== null) {
    // A quick click: the link is there, and Slack has not yet answered its post.
    await context.store.amend(request, { linkClickedAt: now }, false);
  } else {
    if (isNeverGranted(request)) await aheadOfRecord(context, request, null);
    await endUnrecorded(context, request, by);
    throw new ImpersonationError({ code: "link_gone" });
  }
  await record(context, { requestId: id, by, action: "link.clicked", outcome: "done" });
}
