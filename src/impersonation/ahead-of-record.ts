// A button that the record can't account for: the database was restored from a backup, and what came after it is lost.
import { revokeSession } from "./clerk-effects.js";
import { ImpersonationError } from "./errors.js";
import type { Status } from "./lifecycle.js";
import type { Parts } from "./parts.js";
import type { Request } from "./request.js";
import { candidateSessions, isLive, sessionsSince } from "./sessions.js";

const neverGranted: ReadonlySet<Status> = new Set(["pending", "denied", "cancelled", "lapsed"]);

/** No message of such a request has ever had a link, as far as the record knows. */
export function isNeverGranted({ status }: Request): boolean {
  return neverGranted.has(status);
}

/** Ends what can be found at Clerk by the request's id; an unused link can't be. Always throws `ahead_of_record`. */
export async function endUnrecorded(parts: Parts, request: Request, by: string): Promise<never> {
  const listed = await parts.identities.sessions(request.subjectId, sessionsSince(request));
  const { certain } = candidateSessions(request, listed === "user_not_found" ? [] : listed);
  const live = certain.filter(isLive);
  for (const { id } of live) await revokeSession(parts, request, id, by);
  throw new ImpersonationError({ code: "ahead_of_record", ended: live.length });
}
