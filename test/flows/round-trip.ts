// How a test knows that what was sent on this machine has arrived, however slowly the machine hands it over.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { portOf } from "../ports.js";

export interface RoundTrip {
  /** Resolves when a byte that is sent now came back: what was sent before it has arrived as well. */
  make(): Promise<void>;
  close(): void;
}

export async function openRoundTrip(): Promise<RoundTrip> {
  const server = createServer((peer) => peer.pipe(peer)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect(portOf(server), "127.0.0.1").setNoDelay();
  await once(socket, "connect");
  return {
    async make() {
      socket.write(".");
      await once(socket, "data");
    },
    close() {
      socket.destroy();
      server.close();
    },
  };
}
