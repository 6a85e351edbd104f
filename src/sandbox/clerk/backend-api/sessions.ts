// GET /sessions, GET /sessions/{id} and POST /sessions/{id}/revoke.

import type { Session, State } from "../state.js";
import { cut, flagOf, pageOf } from "./page.js";
import { queryMissing, queryValueInvalid } from "./parameters.js";
import { notFound } from "./refusal.js";
import { sessionJson } from "./wire.js";

// Clerk has no `pending` filter, though a session can be pending.
const filters = ["abandoned", "active", "ended", "expired", "removed", "replaced", "revoked"];

/** Newest first: an array, or `{ data, total_count }` with `paginated=true`. */
export function listSessions(state: State, query: URLSearchParams, onlySubAndIss: boolean) {
  const userId = query.get("user_id");
  const clientId = query.get("client_id");
  if (!userId && !clientId) throw queryMissing("user_id or client_id");
  const status = query.get("status");
  if (status !== null && !filters.includes(status)) throw queryValueInvalid("status", status);
  const paginated = flagOf(query, "paginated") ?? false;
  const page = pageOf(query);
  const now = state.clock.now();
  const found = state
    .allSessions()
    .filter(
      (session) =>
        (!userId || session.userId === userId) &&
        (!clientId || session.clientId === clientId) &&
        (status === null || session.status === status) &&
        session.listedFrom <= now,
    )
    // Later first within the same millisecond, too.
    .reverse()
    .sort((a, b) => b.createdAt - a.createdAt);
  const data = cut(found, page).map((session) => sessionJson(session, onlySubAndIss));
  return paginated ? { data, total_count: found.length } : data;
}

export function getSession(state: State, id: string, onlySubAndIss: boolean) {
  return sessionJson(existing(state, id), onlySubAndIss);
}

/** A session that has ended keeps its status. */
export function revokeSession(state: State, id: string, onlySubAndIss: boolean) {
  const session = existing(state, id);
  state.end(session, "revoked");
  return sessionJson(session, onlySubAndIss);
}

function existing(state: State, id: string): Session {
  const session = state.session(id);
  if (session === undefined) throw notFound(`No session was found with id ${id}.`);
  return session;
}
