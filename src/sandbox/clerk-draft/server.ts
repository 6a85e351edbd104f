// The HTTP side of the emulated Clerk: key, rate limit, routes and trouble, in the order in which Clerk meets them.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createActorToken, revokeActorToken } from "./actor-tokens.js";
import type { Fault, Faults, Operation } from "./faults.js";
import type { RateLimit } from "./rate-limit.js";
import { keyInvalid, Refusal, rateLimited } from "./refusal.js";
import { getSession, listSessions, revokeSession } from "./sessions.js";
import type { State } from "./state.js";
import { countUsers, getUser, listUsers } from "./users.js";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Without the key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly at: number;
  /** Set when it was answered; a dropped connection has 0. */
  status?: number;
  durationMs?: number;
}

export interface Surface {
  readonly state: State;
  readonly faults: Faults;
  readonly rateLimit: RateLimit;
  readonly secretKey: string;
  readonly url: () => string;
  readonly latencyMs: () => number;
  readonly onlySubAndIss: () => boolean;
  readonly called: (call: Call) => void;
}

interface Route {
  readonly operation: Operation;
  readonly run: () => unknown;
}

export function createClerkServer(surface: Surface): Server {
  return createServer((request, response) => {
    handle(surface, request, response).catch(() => response.destroy());
  });
}

async function handle(surface: Surface, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { state } = surface;
  const url = new URL(request.url ?? "/", surface.url());
  const text = await bodyOf(request);
  if (url.pathname === "/v1/tickets/accept") {
    // Only the product's sign-in page spends a ticket; a crawler that fetches the address does not get that far.
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Signing in…</title>");
    return;
  }
  const call = recorded(request, url, text, state.clock.now());
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    call.status = status;
    call.durationMs = state.clock.now() - call.at;
    if (!response.destroyed)
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    surface.called(call);
  };
  surface.called(call);
  await wait(surface.latencyMs());
  try {
    if (request.headers.authorization !== `Bearer ${surface.secretKey}`) throw keyInvalid();
    const waitS = surface.rateLimit.take();
    if (waitS > 0) throw rateLimited(waitS);
    const route = routeOf(surface, request.method ?? "GET", url, text);
    const fault = surface.faults.take(route.operation);
    const early = fault?.when === "before" && fault.how.kind !== "delay";
    const result = early ? undefined : route.run();
    if (fault === undefined) return answer(200, result);
    await fail(fault, response, () => answer(200, result), call, surface);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const headers: Record<string, string> =
      error.retryAfterS === undefined ? {} : { "retry-after": String(error.retryAfterS) };
    answer(error.status, error.body(), headers);
  }
}

async function fail(
  fault: Fault,
  response: ServerResponse,
  succeed: () => void,
  call: Call,
  surface: Surface,
): Promise<void> {
  const { how } = fault;
  const drop = () => {
    call.status = 0;
    response.destroy();
    surface.called(call);
  };
  switch (how.kind) {
    case "clerk_error":
      throw new Refusal(how.status, {
        code: how.code,
        message: how.message ?? how.code,
        ...(how.meta && { meta: how.meta }),
      });
    case "rate_limit":
      throw rateLimited(how.retryAfterS);
    case "status":
      throw new Refusal(how.status, { code: "internal_clerk_error", message: "Oops, an unexpected error occurred" });
    case "nonsense":
      response.writeHead(200, { "content-type": "application/json" }).end('{"object":"surprise"');
      call.status = 200;
      surface.called(call);
      return;
    case "drop":
      return drop();
    case "hang":
      if (how.ms === undefined) return;
      await wait(how.ms);
      return drop();
    case "delay":
      await wait(how.ms);
      return succeed();
  }
}

function routeOf(surface: Surface, method: string, url: URL, text: string): Route {
  const { state } = surface;
  const { searchParams: query } = url;
  const narrow = surface.onlySubAndIss();
  const [, version, resource, id, verb, ...rest] = url.pathname.split("/");
  const name = [method, resource, ...(id === undefined ? [] : [verb === undefined ? "id" : verb])].join(" ");
  if (version === "v1" && rest.length === 0) {
    switch (name) {
      case "POST actor_tokens":
        return { operation: "actor_tokens.create", run: () => createActorToken(state, parse(text), surface.url()) };
      case "POST actor_tokens revoke":
        return { operation: "actor_tokens.revoke", run: () => revokeActorToken(state, id ?? "") };
      case "GET sessions":
        return { operation: "sessions.list", run: () => listSessions(state, query, narrow) };
      case "GET sessions id":
        return { operation: "sessions.get", run: () => getSession(state, id ?? "", narrow) };
      case "POST sessions revoke":
        return { operation: "sessions.revoke", run: () => revokeSession(state, id ?? "", narrow) };
      case "GET users":
        return { operation: "users.list", run: () => listUsers(state, query) };
      case "GET users id":
        return id === "count"
          ? { operation: "users.count", run: () => countUsers(state, query) }
          : { operation: "users.get", run: () => getUser(state, id ?? "") };
    }
  }
  throw new Refusal(404, {
    code: "resource_not_found",
    message: "not found",
    long_message: `No route ${method} ${url.pathname}`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, { code: "request_body_invalid", message: "Request body invalid" });
  }
}

function recorded(request: IncomingMessage, url: URL, text: string, at: number): Call {
  const { authorization: _key, ...headers } = request.headers;
  let body: unknown = text === "" ? undefined : text;
  try {
    body = JSON.parse(text);
  } catch {
    // Kept as text: not every request has a body, and not every body is JSON.
  }
  return {
    method: request.method ?? "",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    at,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function wait(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
