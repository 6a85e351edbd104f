// The workspace's HTTP server on 127.0.0.1: Web API, response URLs and WebSocket upgrades.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { headerIn, originProblem } from "../../own-origin.js";
import type { SocketMode } from "../delivery/socket-mode.js";
import type { SlackState } from "../state/state.js";
import { answerCall, type Tokens } from "../web-api/call.js";
import { Args } from "./args.js";
import { bodyOf, type Exchanges } from "./exchange.js";
import { answerResponseUrl } from "./response-url-post.js";

interface ServerContext {
  state: SlackState;
  exchanges: Exchanges;
  sockets: SocketMode;
  tokens: Tokens;
}

const api = "/api/";

/** Resolves once it listens; `origin` is `http://127.0.0.1:PORT`. */
export async function listen(served: ServerContext, wantedPort: number): Promise<{ server: Server; origin: string }> {
  let origin = "";
  let port = 0;
  const server = createServer((request, response) => {
    const why = originProblem(headerIn(request.headers), port);
    if (why !== undefined) {
      response.writeHead(403, { "content-type": "text/plain" }).end(why);
      return;
    }
    // The client disconnected while its request was being read.
    route(served, origin, request, response).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket, head) => {
    // The peer may disconnect while it is being refused.
    socket.on("error", () => {});
    if (originProblem(headerIn(request.headers), port) === undefined) served.sockets.upgrade(request, socket, head);
    else socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
  });
  await listenOn(server, wantedPort);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the emulated Slack has no port");
  port = address.port;
  origin = `http://127.0.0.1:${address.port}`;
  return { server, origin };
}

/** After the server was closed, at the address that it had. */
export async function listenAgain(server: Server, origin: string): Promise<void> {
  await listenOn(server, Number(new URL(origin).port));
}

async function listenOn(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

async function route(
  { state, exchanges, sockets, tokens }: ServerContext,
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { pathname } = new URL(request.url ?? "/", origin);
  const body = await bodyOf(request);
  const args = Args.fromBody(request.headers["content-type"] ?? "", body);
  const isHook = /^\/(commands|actions)\//.test(pathname);
  if (request.method !== "POST" || !(isHook || pathname.startsWith(api))) {
    response.writeHead(404).end();
    return;
  }
  if (args === undefined) {
    response.writeHead(isHook ? 400 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ok: false, error: isHook ? "invalid_payload" : "invalid_form_data" }));
    return;
  }
  if (isHook) {
    await exchanges.serve(response, {
      method: "response_url",
      args,
      run: () => answerResponseUrl(pathname, args, state),
    });
    return;
  }
  const method = pathname.slice(api.length);
  const token = bearer(request.headers.authorization) ?? args.text("token");
  const context = {
    state,
    url: `${origin}/`,
    openConnection: () =>
      `${origin.replace("http", "ws")}/link/?ticket=${sockets.newTicket()}&app_id=${state.directory.bot.appId}`,
  };
  await exchanges.serve(response, { method, args, run: () => answerCall(method, token, args, tokens, context) });
}

const bearer = (header: string | undefined) => /^Bearer (.*)$/i.exec(header ?? "")?.[1];
