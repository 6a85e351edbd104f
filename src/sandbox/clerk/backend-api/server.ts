// The HTTP server of the emulated Clerk: reads a request, records it, sends the answer.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Checkpoints } from "../../checkpoints.js";
import { headerIn, originProblem } from "../../own-origin.js";
import type { Call, Calls } from "../calls.js";
import { landingPage, landingPath, signInPage } from "../landing.js";
import { answer, type BackendApi } from "./handle-request.js";
import { originInvalid } from "./refusal.js";
import { html, type Reply, redirect, refused } from "./reply.js";
import { routeOf } from "./routes.js";

/** Listens on loopback; port 0 means any free one. */
export async function listen(port: number): Promise<{ server: Server; url: string }> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, url: `http://127.0.0.1:${address.port}` };
}

/** Starts answering the requests of `server`. */
export function serve(server: Server, api: BackendApi, calls: Calls, checkpoints: Checkpoints<Call>): void {
  server.on("request", (request, response) => {
    respond(request, response, api, calls, checkpoints).catch(() => response.destroy());
  });
}

/** `ms` may be Infinity; `closing` ends the wait by rejecting. */
export function waitUnless(closing: AbortSignal, ms: number): Promise<void> {
  return sleep(Math.min(ms, 2 ** 31 - 1), undefined, { signal: closing });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  api: BackendApi,
  calls: Calls,
  checkpoints: Checkpoints<Call>,
): Promise<void> {
  const url = new URL(request.url ?? "/", api.baseUrl);
  const landing = url.pathname === landingPath && (request.method === "GET" || request.method === "HEAD");
  const port = Number(new URL(api.baseUrl).port);
  const why = originProblem(headerIn(request.headers), port, { navigation: landing });
  if (why !== undefined) return send(response, refused(originInvalid(why)), api);
  const bodyText = await textOf(request);
  if (landing) {
    api.state.journal.emit({ kind: "landed", userAgent: request.headers["user-agent"] ?? "" });
    const ticket = url.searchParams.get("ticket");
    const { signInUrl } = api;
    const onwards = signInUrl !== undefined && ticket !== null;
    return send(response, onwards ? redirect(signInPage(signInUrl, ticket)) : html(200, landingPage), api);
  }
  // Browsers request it by themselves; not a call of the bot.
  if (url.pathname === "/favicon.ico") return send(response, html(404, ""), api);
  const call = recordOf(request, url, bodyText, api.state.clock.now());
  calls.begin(call);
  response.once("close", () => calls.end(call, { lost: "abandoned_by_caller" }));
  const { authorization } = request.headers;
  const arrived = await checkpoints.pass(call, "arrived");
  const made =
    arrived === "is lost" ? undefined : await answer(api, { call, query: url.searchParams, authorization, bodyText });
  const fate = arrived === "is lost" ? arrived : await checkpoints.pass(call, "done");
  const reply = fate === "is lost" ? undefined : made;
  if (response.destroyed) return;
  calls.end(call, reply === undefined ? { lost: "dropped" } : endOf(reply));
  if (reply === undefined) return void response.destroy();
  send(response, reply, api);
  await checkpoints.pass(call, "answered");
}

function send(response: ServerResponse, { status, headers, text }: Reply, { state }: Pick<BackendApi, "state">): void {
  // Clerk's time, not the machine's.
  const date = new Date(state.clock.now()).toUTCString();
  response.writeHead(status, { Date: date, ...headers }).end(text);
}

function endOf({ status, code }: Reply): Pick<Call, "status" | "code"> {
  return { status, ...(code !== undefined && { code }) };
}

function recordOf(request: IncomingMessage, url: URL, bodyText: string, at: number): Call {
  const method = request.method ?? "GET";
  const operation = routeOf(method, url.pathname)?.operation;
  const { authorization: _key, ...headers } = request.headers;
  return {
    method,
    path: url.pathname,
    query: Object.fromEntries([...url.searchParams.keys()].map((name) => [name, valuesOf(url, name)])),
    body: readable(bodyText),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...(operation !== undefined && { operation }),
    at,
  };
}

function valuesOf(url: URL, name: string): string | string[] {
  const values = url.searchParams.getAll(name);
  return values.length > 1 ? values : (values[0] ?? "");
}

function readable(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
