// A button that the record can't account for: the database was restored from a backup, and what came after it is lost.
import { revokeSession } from "../access/clerk-effects.js";
import { candidateSessions, isLive, sessionsSince } from "../access/sessions.js";
import type { Context } from "../context.js";
import { ImpersonationError, isStoreFailure } from "../model/errors.js";
import type { Status } from "../model/lifecycle.js";
import type { Request } from "../model/request.js";

const neverGranted: ReadonlySet<Status> = new Set(["pending", "denied", "cancelled", "lapsed"]);

/** No message of such a request has ever had a link, as far as the record knows. */
export function isNeverGranted({ status }: Request): boolean {
  return neverGranted.has(status);
}

/**
 * Ends what can be found at Clerk by the request's id; an unused link can't be. Throws `ahead_of_record`, but of a request
 * that failed only where something was found: it may have been retried since. Of any other the record knows it all.
 */
export async function endUnrecorded(context: Context, request: Request, by: string): Promise<void> {
  if (!isNeverGranted(request) && request.status !== "failed") return;
  const listed = await context.identities.sessions(request.subjectId, sessionsSince(request));
  const { certain } = candidateSessions(request, listed === "user_not_found" ? [] : listed);
  const live = certain.filter(isLive);
  for (const { id } of live) await revokeSession(context, request, id, by);
  if (live.length > 0 || isNeverGranted(request)) await aheadOfRecord(context, request, live.length);
}

/** The request's messages are shown anew; not the card with its Revoke, while it may be needed once more. */
export async function aheadOfRecord({ notifier }: Context, request: Request, ended: number | null): Promise<never> {
  try {
    await notifier.invalidate(request.id, ended ? ["card", "asked"] : ["asked"]);
  } catch (error) {
    // What was ended counts for more.
    if (!isStoreFailure(error)) throw error;
  }
  throw new ImpersonationError({ code: "ahead_of_record", ended });
}
