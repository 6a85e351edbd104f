// Reads a user's sessions page by page, as far back as asked.
import { ImpersonationError } from "../impersonation/model/errors.js";
import type { ClerkApi, Session } from "./api.js";

/** The most that Clerk gives at once. */
const pageSize = 500;
// Sessions come and go while pages are read. New ones push a page's end onto the next page, which the ids tell; ones that
// were cleaned up pull it the other way, so that pages have to overlap.
const overlap = 20;
const maxPages = 100;

/** The sessions created at or after `since` (milliseconds), newest first, each once. */
export async function sessionsSince(api: ClerkApi, userId: string, since: number): Promise<readonly Session[]> {
  const seen = new Map<string, Session>();
  for (let page = 0; page < maxPages; page += 1) {
    const sessions = await api.sessions.list({ userId, limit: pageSize, offset: page * (pageSize - overlap) });
    const known = seen.size;
    for (const session of sessions) seen.set(session.id, session);
    const last = sessions.length < pageSize || sessions.some((session) => session.created_at < since);
    if (last) return [...seen.values()].filter((session) => session.created_at >= since);
    if (seen.size === known) break;
  }
  // A list without an end: better no answer than a part of one.
  throw new ImpersonationError({ code: "clerk_malformed" });
}
