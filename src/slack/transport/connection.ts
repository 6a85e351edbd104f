// The bot's connection to Slack: Socket Mode over two sockets, or HTTP at /slack/events.
import type { App, Receiver } from "@slack/bolt";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { Log } from "../../runtime/log.js";
import type { Network } from "../../runtime/network.js";
import type { Config } from "../../settings/config.js";
import type { ConnectionRefused } from "./connection-failure.js";
import { createHttpConnection } from "./http/http-connection.js";
import { dial } from "./socket.js";
import { SocketSupervisor, socketCount } from "./socket-supervisor.js";

interface Connection {
  readonly receiver: Receiver;
  /** As text, for the log. */
  readonly description: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when Slack does not take the app-level token any more. */
  readonly refused: Promise<ConnectionRefused>;
}

export function createConnection(
  { slack }: Pick<Config, "slack">,
  network: Network,
  clock: Clock,
  log: Log,
): Connection {
  const { transport, apiUrl } = slack;
  if (transport.kind === "http") {
    return { ...createHttpConnection(transport, clock, log), refused: new Promise(() => {}) };
  }
  const { appToken } = transport;
  let app: App | undefined;
  const supervisor = new SocketSupervisor({
    dial: () => {
      if (app === undefined) throw new Error("Bolt has not been given its receiver yet");
      return dial({ app, appToken, apiUrl, network, log });
    },
    clock,
    log,
    random: Math.random,
  });
  const start = () => supervisor.start();
  const stop = async () => supervisor.stop();
  return {
    receiver: {
      init: (itsApp) => {
        app = itsApp;
      },
      start,
      stop,
    },
    description: `socket mode, ${socketCount} connections`,
    start,
    stop,
    refused: supervisor.refused,
  };
}
