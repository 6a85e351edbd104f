// Maps a method and path to an operation of the Backend API.
import type { Operation } from "../faults.js";
import type { State } from "../state.js";
import { createActorToken, revokeActorToken } from "./actor-tokens.js";
import { getSession, listSessions, revokeSession } from "./sessions.js";
import { countUsers, getUser, listUsers } from "./users.js";

interface RouteContext {
  readonly state: State;
  readonly baseUrl: string;
  readonly onlySubAndIss: boolean;
  /** The id in the path; empty if it has none. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Route {
  readonly operation: Operation;
  readonly id: string;
  /** Returns the body of a 200; throws a Refusal otherwise. */
  readonly run: (context: RouteContext) => unknown;
}

const routes: readonly [string, RegExp, Operation, Route["run"]][] = [
  [
    "POST",
    /^\/v1\/actor_tokens$/,
    "actor_tokens.create",
    ({ state, body, baseUrl }) => createActorToken(state, body, baseUrl),
  ],
  [
    "POST",
    /^\/v1\/actor_tokens\/([^/]+)\/revoke$/,
    "actor_tokens.revoke",
    ({ state, id }) => revokeActorToken(state, id),
  ],
  [
    "GET",
    /^\/v1\/sessions$/,
    "sessions.list",
    ({ state, query, onlySubAndIss }) => listSessions(state, query, onlySubAndIss),
  ],
  [
    "GET",
    /^\/v1\/sessions\/([^/]+)$/,
    "sessions.get",
    ({ state, id, onlySubAndIss }) => getSession(state, id, onlySubAndIss),
  ],
  [
    "POST",
    /^\/v1\/sessions\/([^/]+)\/revoke$/,
    "sessions.revoke",
    ({ state, id, onlySubAndIss }) => revokeSession(state, id, onlySubAndIss),
  ],
  ["GET", /^\/v1\/users$/, "users.list", ({ state, query }) => listUsers(state, query)],
  ["GET", /^\/v1\/users\/count$/, "users.count", ({ state, query }) => countUsers(state, query)],
  ["GET", /^\/v1\/users\/([^/]+)$/, "users.get", ({ state, id }) => getUser(state, id)],
];

export function routeOf(method: string, path: string): Route | undefined {
  for (const [routeMethod, pattern, operation, run] of routes) {
    const match = method === routeMethod ? pattern.exec(path) : null;
    if (match !== null) return { operation, id: match[1] ?? "", run };
  }
  return undefined;
}
