// Requests that anybody may send: their bodies, up to a limit, and the answer to those that are refused.
import type { IncomingMessage, ServerResponse } from "node:http";

/** `too_long` as soon as that is known; `cut_off` where the connection ended before the body did. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | "too_long" | "cut_off"> {
  return new Promise((resolve) => {
    if (Number(request.headers["content-length"]) > maxBytes) resolve("too_long");
    let bytes = 0;
    let chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      // What still comes is read and dropped, so that the answer reaches a client that only sends.
      chunks = [];
      resolve("too_long");
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => {});
    request.on("close", () => resolve("cut_off"));
  });
}

/** Nobody who is refused keeps a connection. */
export function refuseWith(status: number, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(status, { connection: "close", "content-length": 0 }).flushHeaders();
  // A connection that is closed while its client still sends is reset, and the client may never read the answer. The
  // server's time limit ends it at the latest.
  if (request.complete) response.end();
  else request.once("close", () => response.end()).once("end", () => response.end());
  request.resume();
}
