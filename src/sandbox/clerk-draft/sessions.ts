// GET /sessions, GET /sessions/{id} and POST /sessions/{id}/revoke.
import { z } from "zod";
import { invalid, notFound, Refusal } from "./refusal.js";
import type { State } from "./state.js";
import { sessionJson } from "./wire.js";

// There is no `pending` among the filters, though a session can be pending.
const filters = ["abandoned", "active", "ended", "expired", "removed", "replaced", "revoked"];

export function listSessions(state: State, query: URLSearchParams, onlySubAndIss: boolean) {
  const userId = query.get("user_id");
  const clientId = query.get("client_id");
  if (userId === null && clientId === null) {
    throw new Refusal(400, { code: "missing_query_parameter", message: "user_id or client_id must be provided" });
  }
  const status = query.get("status");
  if (status !== null && !filters.includes(status))
    throw invalid("form_param_value_invalid", "status", "status is invalid");
  if (userId !== null && !state.users.has(userId)) throw notFound("User");
  const now = state.clock.now();
  const all = state
    .allSessions()
    .filter(
      (session) =>
        (userId === null || session.userId === userId) &&
        (clientId === null || session.clientId === clientId) &&
        (status === null || session.status === status) &&
        session.listedFrom <= now,
    )
    .sort((a, b) => b.createdAt - a.createdAt);
  const { limit, offset } = page(query);
  const data = all.slice(offset, offset + limit).map((session) => sessionJson(session, onlySubAndIss));
  return query.get("paginated") === "true" ? { data, total_count: all.length } : data;
}

export function getSession(state: State, id: string, onlySubAndIss: boolean) {
  const session = state.session(id);
  if (session === undefined) throw notFound("Session");
  return sessionJson(session, onlySubAndIss);
}

export function revokeSession(state: State, id: string, onlySubAndIss: boolean) {
  const session = state.session(id);
  if (session === undefined) throw notFound("Session");
  if (session.status === "active" || session.status === "pending") state.end(session, "revoked");
  return sessionJson(session, onlySubAndIss);
}

/** `limit` 1–500, 10 unless given; `offset` from 0. */
export function page(query: URLSearchParams): { limit: number; offset: number } {
  const number = (name: string, otherwise: number, least: number, most: number) => {
    const value = z.coerce
      .number()
      .int()
      .min(least)
      .max(most)
      .safeParse(query.get(name) ?? otherwise);
    if (!value.success) throw invalid("form_param_value_invalid", name, `${name} is invalid`);
    return value.data;
  };
  return { limit: number("limit", 10, 1, 500), offset: number("offset", 0, 0, Number.MAX_SAFE_INTEGER) };
}
