// The sandbox's Slack or Clerk under a public name, with a certificate, as the real ones have it.
import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { portOf } from "../../ports.js";

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The certificate of the authority that signed the front's, for NODE_EXTRA_CA_CERTS. */
export const authority = file("ca.pem");

/** An address of the sandbox's on this machine, and its public one. */
type Names = readonly (readonly [local: string, known: string])[];

/** Resolves with its port. Closed when the test ends. What is sent and answered goes through under the right `names`. */
export async function tlsFront(target: string, names: Names): Promise<number> {
  const { host } = new URL(target);
  const onwards = ({ method, url, headers }: IncomingMessage, changed = {}) =>
    httpRequest(new URL(url ?? "/", target), { method, headers: { ...headers, host, ...changed } });
  const outward = (text: string) => names.reduce((so, [local, known]) => renamed(so, local, known), text);
  const inward = (text: string) => names.reduce((so, [local, known]) => renamed(so, known, local), text);
  const credentials = { key: readFileSync(file("server-key.pem")), cert: readFileSync(file("server.pem")) };
  const server = createServer(credentials, async (request, response) => {
    const sent = inward(await textOf(request));
    const onward = onwards(request, { "content-length": Buffer.byteLength(sent) });
    onward.on("error", () => response.destroy());
    onward.on("response", async (answer) => {
      const body = outward(await textOf(answer));
      const { "transfer-encoding": _chunked, ...headers } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
    });
    onward.end(sent);
  });
  server.on("upgrade", (request, stream) => {
    const onward = onwards(request);
    stream.on("error", () => {});
    onward.on("error", () => stream.destroy());
    onward.on("response", () => stream.destroy());
    onward.on("upgrade", ({ rawHeaders }, end, head) => {
      const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
      stream.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`);
      stream.write(head);
      end.on("error", () => stream.destroy());
      end.on("close", () => stream.destroy());
      stream.on("close", () => end.destroy());
      stream.pipe(end).pipe(stream);
    });
    onward.end();
  });
  // A client that does not trust the certificate.
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return portOf(server);
}

async function textOf(stream: Readable): Promise<string> {
  return Buffer.concat(await stream.toArray()).toString();
}

/** In JSON and in forms. */
function renamed(text: string, from: string, to: string): string {
  return text.replaceAll(from, to).replaceAll(encodeURIComponent(from), encodeURIComponent(to));
}
