// Requests with whatever headers a test wants: fetch forbids some, and adds others.
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
 * Reads the answer to its end, or only its beginning where it has none. A body goes out in pieces unless a
 * content-length is among the headers.
 */
export async function answerTo(port: number, raw: RawRequest): Promise<RawAnswer> {
  const response = await arrived(port, raw);
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(Buffer.from(chunk));
    if (response.headers["content-type"]?.startsWith("text/event-stream")) break;
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

/** Leaves as soon as the status is known, also where the answer would never end. */
export async function statusOf(port: number, raw: RawRequest): Promise<number> {
  const response = await arrived(port, raw);
  response.destroy();
  return response.statusCode ?? 0;
}

/** JSON with the headers that go with it. */
export function jsonRequest(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): RawRequest {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  const usual = { "content-type": "application/json", "content-length": length };
  return { method: "POST", path, headers: { ...usual, ...headers }, body: text };
}

function arrived(port: number, { method = "GET", path, headers = {}, body }: RawRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: "127.0.0.1", port, method, path, headers, agent: false });
    asking.once("response", resolve);
    // With 101 the connection is no longer HTTP, and goes with its socket.
    asking.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    asking.once("error", reject);
    asking.end(body);
  });
}
