// A button that the database can't account for: it was restored from a backup and lacks what came later.
import { revokeSession } from "../access/clerk-effects.js";
import { candidateSessions, isLive, sessionsSince } from "../access/sessions.js";
import type { Context } from "../context.js";
import { ImpersonationError, isStoreFailure } from "../model/errors.js";
import type { Status } from "../model/lifecycle.js";
import type { Request } from "../model/request.js";
import type { Urgency } from "../ports/identity-provider.js";

const neverApproved: ReadonlySet<Status> = new Set(["pending", "denied", "cancelled", "lapsed"]);

/** As far as the database knows, no message of the request ever had a link. */
export function wasNeverApproved({ status }: Request): boolean {
  return neverApproved.has(status);
}

/**
 * Ends the live sessions that Clerk has for the request's id; an unused link can't be found. Throws `ahead_of_record`;
 * for a failed request, which may have been retried since, only where a session was ended. Ignores other statuses.
 */
export async function endUnrecordedAccess(
  context: Context,
  request: Request,
  by: string,
  urgency: Urgency,
): Promise<void> {
  if (!wasNeverApproved(request) && request.status !== "failed") return;
  const listed = await context.identities.sessions(request.subjectId, sessionsSince(request), urgency);
  const { certain } = candidateSessions(request, listed === "user_not_found" ? [] : listed);
  const live = certain.filter(isLive);
  // It matters more to say what was ended than to have it on record.
  const how = { urgency: "press", onUnrecorded: () => {} } as const;
  // One that Clerk does not end must not keep the others alive.
  const ends = await Promise.allSettled(live.map(({ id }) => revokeSession(context, request, id, by, how)));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  if (live.length > 0 || wasNeverApproved(request)) await throwAheadOfRecord(context, request, live.length);
}

/** Marks the request's messages stale, the card only where sessions were ended: its Revoke may still be needed. */
export async function throwAheadOfRecord(
  { notifier }: Context,
  request: Request,
  ended: number | null,
): Promise<never> {
  try {
    await notifier.invalidate(request.id, ended ? ["card", "asked"] : ["asked"]);
  } catch (error) {
    // It matters more to say what was ended.
    if (!isStoreFailure(error)) throw error;
  }
  throw new ImpersonationError({ code: "ahead_of_record", ended });
}
