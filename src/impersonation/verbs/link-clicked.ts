// A click on the link's button: no proof of use, but a reason to poll for its session soon.
import { type Context, record, requireRequest } from "../context.js";
import { ImpersonationError } from "../model/errors.js";
import { fastPollMs } from "../model/settings.js";
import { endUnrecordedAccess, throwAheadOfRecord, wasNeverApproved } from "../revoking/ahead-of-record.js";

export async function linkClicked(context: Context, id: string, by: string): Promise<void> {
  const request = await requireRequest(context, id);
  if (by !== request.actorSlackId) throw new ImpersonationError({ code: "not_your_request", verb: "open" });
  const now = context.clock.now();
  if (request.status === "issued") {
    const dueAt = Math.min(now + fastPollMs, request.dueAt ?? Number.POSITIVE_INFINITY);
    await context.store.amend(request, { linkClickedAt: now, dueAt }, false);
  } else if (request.status === "approved" && request.tokenId !== null) {
    // A quick click: the link is posted, but Slack has not answered the post yet.
    await context.store.amend(request, { linkClickedAt: now }, false);
  } else {
    if (wasNeverApproved(request)) await throwAheadOfRecord(context, request, null);
    await endUnrecordedAccess(context, request, by, "find");
    throw new ImpersonationError({ code: "link_gone" });
  }
  await record(context, { requestId: id, by, action: "link.clicked", outcome: "done" });
}
