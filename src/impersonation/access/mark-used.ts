// A link that turns out to have been opened: its request becomes active, and its session is polled.
import type { Context } from "../context.js";
import { type AuditEntry, understudy } from "../model/audit.js";
import { ImpersonationError } from "../model/errors.js";
import type { Patch, Request } from "../model/request.js";
import type { ClerkSession } from "../ports/identity-provider.js";
import { findSessions, usage } from "./session-watch.js";

export async function markUsed(
  { store, clock }: Context,
  request: Request,
  patch: Patch,
  detail: AuditEntry["detail"],
): Promise<Request | undefined> {
  return store.move(request, "use", {
    by: understudy,
    at: clock.now(),
    detail,
    patch: { ...patch, tries: 0, failure: null, slackCode: null },
  });
}

export function usageDetail({ usedFrom }: Pick<Request, "usedFrom">, sessions: readonly ClerkSession[]) {
  return { sessions: sessions.map(({ id }) => id).join(" "), used_from: usedFrom };
}

/**
 * Where Clerk does not say what became of the token: whether a session came of it. True once the request is known to be in
 * use; it is attended to at once.
 */
export async function markUsedIfOpened(context: Context, request: Request): Promise<boolean> {
  try {
    const lookup = await findSessions(context, request, "revoke");
    if (lookup.seen !== "some" || lookup.sessions.length === 0) return false;
    const known = usage(request, lookup.sessions);
    await markUsed(context, request, { ...known, dueAt: context.clock.now() }, usageDetail(known, lookup.sessions));
    return true;
  } catch (error) {
    // The caller has an error of Clerk's already.
    if (!(error instanceof ImpersonationError)) throw error;
    return false;
  }
}
