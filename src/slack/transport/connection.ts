// The bot's connection to Slack: Socket Mode over two sockets, or HTTP at /slack/events.
import { type Receiver, SocketModeReceiver, webApi } from "@slack/bolt";
import type { Config } from "../../config.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { Log } from "../../runtime/log.js";
import { createHttpConnection } from "./http/http-connection.js";
import { libraryLogger } from "./library-logger.js";

interface Connection {
  readonly receivers: readonly Receiver[];
  /** As text, for the log. */
  readonly description: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Slack refused to open a Socket Mode connection; `message` is Slack's code. */
export class ConnectionRefused extends Error {
  override readonly name = "ConnectionRefused";
}

/**
 * Slack refreshes a connection every few hours, which disconnects the client for five seconds; the second connection
 * receives payloads meanwhile.
 */
const socketCount = 2;

/** An unanswered request to open a connection is retried after this. */
const openTimeoutMs = 8_000;

export function createConnection({ slack }: Pick<Config, "slack">, clock: Pick<Clock, "now">, log: Log): Connection {
  const { transport, apiUrl } = slack;
  const logger = libraryLogger(log);
  if (transport.kind === "http") {
    const { receiver, ...connection } = createHttpConnection(transport, clock, log);
    return { ...connection, receivers: [receiver] };
  }
  const receivers = Array.from(
    { length: socketCount },
    () =>
      new SocketModeReceiver({
        appToken: transport.appToken.reveal(),
        logger,
        // One object for each, as the client writes its retry settings into it. Without a timeout, one call that Slack
        // never answers would keep a connection closed permanently.
        installerOptions: {
          clientOptions: { timeout: openTimeoutMs, ...(apiUrl !== undefined && { slackApiUrl: apiUrl }) },
        },
      }),
  );
  for (const { client } of receivers) ignoreMalformed(client, log);
  return {
    receivers,
    description: `socket mode, ${socketCount} connections`,
    start: async () => {
      try {
        await Promise.all(receivers.map((receiver) => receiver.start()));
      } catch (error) {
        throw new ConnectionRefused(error instanceof webApi.WebAPIPlatformError ? error.data.error : "no answer");
      }
    },
    stop: async () => {
      await Promise.all(receivers.map((receiver) => receiver.stop()));
    },
  };
}

/** The client throws on an event without a type, and nothing catches that: it would end the process. */
function ignoreMalformed(client: SocketModeReceiver["client"], log: Log): void {
  const listeners = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", (...message: unknown[]) => {
    // Not acknowledged, so Slack sends it again or shows its sender an error.
    Promise.all(listeners.map(async (listener) => listener(...message))).catch(() =>
      log.warn("unreadable message from Slack ignored"),
    );
  });
}
