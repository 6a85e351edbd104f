// A server that keeps its connections alive, and breaks one just when the next request comes over it.
import { createServer, type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";
import { portOf } from "./ports.js";

export type Death = "closes" | "resets";

export interface DyingServer {
  readonly origin: string;
  /** Method and path of each request that came, answered or not. */
  readonly asked: readonly string[];
  /** From now on no request is answered, over whichever connection. */
  breakAll(): void;
}

/** Closed when the test ends. Answers the first request of each connection with `json`. */
export async function dyingServer(death: Death, json: unknown): Promise<DyingServer> {
  const asked: string[] = [];
  const used = new WeakSet<IncomingMessage["socket"]>();
  let breaking = false;
  const server = createServer((request, response) => {
    const { socket } = request;
    asked.push(`${request.method} ${request.url}`);
    if (used.has(socket) || breaking) {
      if (death === "closes") socket.destroy();
      else socket.resetAndDestroy();
      return;
    }
    used.add(socket);
    request.resume().on("end", () => {
      response
        .writeHead(200, { "content-type": "application/json", connection: "keep-alive" })
        .end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    origin: `http://127.0.0.1:${portOf(server)}`,
    asked,
    breakAll() {
      breaking = true;
    },
  };
}
