// The sockets of the connections to PostgreSQL: `pg` leaves one open where it can't log in by itself, and where the server is
// silent, and that would keep a process from ending.
import { Socket } from "node:net";

export class Sockets {
  readonly #open = new Set<Socket>();

  readonly open = (): Socket => {
    const socket = new Socket();
    this.#open.add(socket);
    return socket.once("close", () => this.#open.delete(socket));
  };

  destroy(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
