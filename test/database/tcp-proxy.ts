// Stands between the bot and PostgreSQL: cuts connections, loses the answer to a commit, or falls silent.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { portOf } from "../ports.js";

/**
 * What becomes of a commit. `cut`: the connection is lost before the server hears of it. `unanswered`: the server commits, and
 * the connection is lost before it says so. `silent`: it commits, and nothing comes back any more.
 */
type Fate = "cut" | "unanswered" | "silent";

interface Trap {
  /** What the client has sent since the transaction began. */
  readonly match: RegExp;
  readonly fate: Fate;
  readonly spring: () => void;
}

export class TcpProxy {
  readonly #sockets = new Set<Socket>();
  #isSilent = false;
  #trap: Trap | undefined;
  #port = 0;

  private constructor(private target: URL) {}

  /** In front of the server that `url` names. */
  static async before(url: string): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(new URL(url));
    server.on("connection", (client) => proxy.#accept(client));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    proxy.#port = portOf(server);
    onTestFinished(() => {
      server.close();
      proxy.cut();
    });
    return proxy;
  }

  /** The same address, through the proxy. */
  at(url: string): string {
    const through = new URL(url);
    through.hostname = "127.0.0.1";
    through.port = String(this.#port);
    return through.toString();
  }

  /** The next transaction in which the bot sent what matches meets this fate at its commit. Resolves then. */
  commitOf(match: RegExp, fate: Fate): Promise<void> {
    return new Promise((spring) => {
      this.#trap = { match, fate, spring };
    });
  }

  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** New connections go to the server that `url` names. */
  leadTo(url: string): void {
    this.target = new URL(url);
  }

  /** From now on nothing passes in either direction, and nobody is told. */
  fallSilent(): void {
    this.#isSilent = true;
    for (const socket of this.#sockets) socket.removeAllListeners("data").resume();
  }

  /** Connections that fell silent stay so; new ones pass. */
  passAgain(): void {
    this.#isSilent = false;
  }

  #accept(client: Socket): void {
    this.#keep(client);
    if (this.#isSilent) return void client.resume();
    const server = connect(Number(this.target.port || 5432), this.target.hostname);
    this.#keep(server);
    const ways = [
      [client, server],
      [server, client],
    ] as const;
    for (const [one, other] of ways) one.on("close", () => this.#isSilent || fate === "silent" || other.destroy());
    let sent = "";
    let fate: Fate | undefined;
    client.on("data", (chunk) => {
      const text = chunk.toString("latin1");
      sent = /Q[\s\S]{4}begin/.test(text) ? text : sent + text;
      if (this.#trap?.match.test(sent) && /Q[\s\S]{4}commit\0/.test(text)) {
        const { spring } = this.#trap;
        fate = this.#trap.fate;
        this.#trap = undefined;
        spring();
      }
      if (fate === "cut") reset();
      else server.write(chunk);
    });
    server.on("data", (chunk) => {
      if (fate === undefined) client.write(chunk);
      if (fate === "unanswered") reset();
    });
    const reset = () => {
      for (const socket of [client, server]) socket.resetAndDestroy();
    };
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
