// A Clerk that says what a test tells it to, call by call, and keeps what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface HeardCall {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

export type Reply =
  | { status: number; json?: unknown; body?: string; headers?: Record<string, string> }
  | "never"
  | "stops half-way"
  | "drops the connection";

export interface ScriptedClerk {
  readonly url: string;
  readonly calls: readonly HeardCall[];
}

/** Answers with `replies` in turn, or with what the function says. A call too many, or too few, fails the test. */
export async function scriptedClerk(replies: readonly Reply[] | ((call: HeardCall) => Reply)): Promise<ScriptedClerk> {
  const calls: HeardCall[] = [];
  const server = createServer(async (request, response) => {
    const call = await heard(request);
    calls.push(call);
    const reply = typeof replies === "function" ? replies(call) : replies[calls.length - 1];
    answer(response, reply ?? { status: 599, body: "a call too many" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (typeof replies !== "function" && replies.length !== calls.length) {
      throw new Error(`expected ${replies.length} calls, heard ${calls.map((call) => `${call.method} ${call.path}`)}`);
    }
  });
  return { url: addressOf(server.address()), calls };
}

function addressOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return `http://127.0.0.1:${address.port}`;
}

async function heard(request: IncomingMessage): Promise<HeardCall> {
  const url = new URL(request.url ?? "/", "http://clerk");
  const body = await text(request);
  return {
    method: request.method ?? "",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: body === "" ? undefined : JSON.parse(body),
  };
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === "never") return;
  if (reply === "drops the connection") {
    response.destroy();
    return;
  }
  if (reply === "stops half-way") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write("{");
    return;
  }
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  response.end(reply.body ?? (reply.json === undefined ? "" : JSON.stringify(reply.json)));
}

/** Clerk's error body, as its published description has it. */
export function clerkErrors(code: string, longMessage = "A sentence."): Record<string, unknown> {
  return { errors: [{ code, message: "A word.", long_message: longMessage }], clerk_trace_id: "trace_7f3k2" };
}
