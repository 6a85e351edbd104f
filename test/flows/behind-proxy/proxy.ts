// A proxy on this machine that opens tunnels, as in a company network, and what is to be found at their ends.
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import { portOf } from "../../ports.js";

export class TunnelProxy {
  /** The hosts for which a tunnel was asked, with their ports. */
  readonly asked: string[] = [];
  /** What the last one was asked with. */
  credentials: string | undefined;
  /** Instead of a tunnel. */
  refusesWith: number | undefined;
  readonly #server: Server;
  readonly #tunnels = new Set<Duplex>();

  private constructor(ends: Readonly<Record<string, number>>) {
    this.#server = createServer((_request, response) => response.writeHead(405).end());
    this.#server.on("connect", (request, stream) => this.#open(request, stream, ends));
  }

  /** Closed when the test ends. `ends`: the port on this machine to which a host's tunnel leads. */
  static async start(ends: Readonly<Record<string, number>>): Promise<TunnelProxy> {
    const proxy = new TunnelProxy(ends);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      proxy.#server.close();
      proxy.#server.closeAllConnections();
      proxy.drop();
    });
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${portOf(this.#server)}`;
  }

  /** Closes all tunnels. */
  drop(): void {
    for (const tunnel of this.#tunnels) tunnel.destroy();
  }

  #open(request: IncomingMessage, stream: Duplex, ends: Readonly<Record<string, number>>): void {
    const host = request.url ?? "";
    this.asked.push(host);
    const [, basic] = /^Basic (.*)$/.exec(request.headers["proxy-authorization"] ?? "") ?? [];
    this.credentials = basic && Buffer.from(basic, "base64").toString();
    const port = ends[host];
    const status = this.refusesWith ?? (port === undefined ? 502 : undefined);
    stream.on("error", () => {});
    if (status !== undefined || port === undefined) {
      stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    const end = connect(port, "127.0.0.1", () => stream.write("HTTP/1.1 200 Connection established\r\n\r\n"));
    end.on("error", () => stream.destroy());
    end.on("close", () => stream.destroy());
    stream.on("close", () => end.destroy());
    this.#tunnels.add(stream);
    stream.pipe(end).pipe(stream);
  }
}
