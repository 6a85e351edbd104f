// Reads a user's sessions page by page, as far back as asked.
import { ImpersonationError } from "../impersonation/model/errors.js";
import type { ClerkApi, Session } from "./api.js";

type ListPage = ClerkApi["sessions"]["list"];

/** Clerk's maximum. */
const pageSize = 500;
// Sessions change while pages are read: new ones shift entries onto the next page, where their ids show the repetition;
// removed ones shift entries back, so pages have to overlap.
const overlap = 20;
const maxPages = 100;

/** The sessions created at or after `since` (milliseconds), newest first, each once. */
export async function sessionsSince(list: ListPage, userId: string, since: number): Promise<readonly Session[]> {
  const seen = new Map<string, Session>();
  for (let page = 0; page < maxPages; page += 1) {
    const sessions = await list({ userId, limit: pageSize, offset: page * (pageSize - overlap) });
    const known = seen.size;
    for (const session of sessions) seen.set(session.id, session);
    const isLast = sessions.length < pageSize || sessions.some((session) => session.created_at < since);
    if (isLast) return [...seen.values()].filter((session) => session.created_at >= since);
    if (seen.size === known) break;
  }
  // The list does not end: an error is better than a partial answer.
  throw new ImpersonationError({ code: "clerk_malformed" });
}
