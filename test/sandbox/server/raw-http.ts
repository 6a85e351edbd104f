// Requests with arbitrary headers: fetch forbids some, and adds others.
import { type IncomingMessage, request } from "node:http";

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

/**
 * Reads the whole answer, or only the beginning of an event stream. A body is sent chunked unless there is a
 * content-length header.
 */
export async function answerTo(port: number, raw: RawRequest): Promise<RawAnswer> {
  const response = await responseTo(port, raw);
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(Buffer.from(chunk));
    if (response.headers["content-type"]?.startsWith("text/event-stream")) break;
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

/** Disconnects as soon as the status is known, even if the answer would never end. */
export async function statusOf(port: number, raw: RawRequest): Promise<number> {
  const response = await responseTo(port, raw);
  response.destroy();
  return response.statusCode ?? 0;
}

/** A POST of JSON with its headers. */
export function jsonRequest(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): RawRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  const defaults = { "content-type": "application/json", "content-length": length };
  return { method: "POST", path, headers: { ...defaults, ...headers }, body: text };
}

function responseTo(port: number, { method = "GET", path, headers = {}, body }: RawRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent: false });
    outgoing.once("response", resolve);
    // After a 101 the connection is no longer HTTP.
    outgoing.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}
