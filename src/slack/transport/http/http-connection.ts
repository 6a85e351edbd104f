// HTTP mode: Slack's payloads as signed POSTs to /slack/events, on a server that anybody may reach.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { finished } from "node:stream/promises";
import { HTTPReceiver, type Receiver } from "@slack/bolt";
import type { Clock } from "../../../impersonation/ports/clock.js";
import { LimitedEntries } from "../../../runtime/limited-entries.js";
import type { Log } from "../../../runtime/log.js";
import { TaskSet } from "../../../runtime/task-set.js";
import type { Transport } from "../../../settings/config.js";
import { libraryLogger } from "../library-logger.js";
import { readBody, refuseWith } from "./exchange.js";
import { readSignature, reportClock } from "./signature.js";

const path = "/slack/events";

/** Slack, or the proxy in front, needs a few. */
const maxConnections = 100;
/** Slack's payloads have up to some 100 KB: a message's blocks, and what a form holds. */
const maxBodyBytes = 1024 * 1024;
const timeouts = {
  headersTimeout: 5_000,
  /** Headers and body. */
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  /** Longer than proxies keep an idle connection, so that they don't send a payload on one that is being closed. */
  keepAliveTimeout: 65_000,
};

interface HttpConnection {
  readonly receiver: Receiver;
  /** As text, for the log. */
  readonly description: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createHttpConnection(
  { signingSecret, host, port }: Extract<Transport, { kind: "http" }>,
  clock: Pick<Clock, "now">,
  log: Log,
): HttpConnection {
  // Parses payloads, answers Slack's own checks and acknowledges. Signatures are checked here, with the time.
  const receiver = new HTTPReceiver({
    signingSecret: signingSecret.reveal(),
    signatureVerification: false,
    endpoints: path,
    logger: libraryLogger(log),
  });
  const limited = new LimitedEntries(() => clock.now());
  const answering = new TaskSet();

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const refuse = (status: number, why: string) => {
      limited.write(log.warn, `http request refused: ${why}`, { status });
      refuseWith(status, request, response);
    };
    if (request.method !== "POST" || request.url?.split("?")[0] !== path) return refuse(404, `not a POST to ${path}`);
    const body = await readBody(request, maxBodyBytes);
    if (body === "cut_off") return;
    if (body === "too_long") return refuse(413, "its body is too long");
    const signed = readSignature(signingSecret, request.headers, body, clock.now());
    if (signed === undefined) {
      // Slack's check of the certificate is the one request that it does not sign.
      const isCheck = new URLSearchParams(body.toString()).get("ssl_check") === "1";
      if (!isCheck) return refuse(401, "its signature is not Slack's");
      response.writeHead(200, { connection: "close" }).end();
      return;
    }
    reportClock(limited, log, signed);
    if (!signed.isInTime) return refuse(401, "its time is not now");
    receiver.requestListener(Object.assign(request, { rawBody: body }), response);
    await answering.track(finished(response).catch(() => {}));
  };

  const server = createServer(timeouts, (request, response) => {
    take(request, response).catch((error: unknown) => {
      limited.write(log.error, "http request failed", { error });
      if (!response.headersSent) refuseWith(500, request, response);
    });
  });
  server.maxConnections = maxConnections;
  server.on("drop", () => limited.write(log.warn, "http connection refused: too many are open", { maxConnections }));

  return {
    receiver,
    description: `http ${host} port ${port} ${path}`,
    start: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen({ host, port }, () => {
          server.on("error", (error) => limited.write(log.error, "http server failed", { error }));
          resolve();
        });
      }),
    async stop() {
      server.close();
      await answering.idle();
      // A client that only keeps a connection open, or half a request, is not waited for.
      server.closeAllConnections();
    },
  };
}
