// One Socket Mode connection, from dialling to its end. It is dialled once: the next one is another.
import type { Duplex } from "node:stream";
import { type App, SocketModeReceiver } from "@slack/bolt";
import { z } from "zod";
import type { Secret } from "../../impersonation/model/secret.js";
import type { Log } from "../../runtime/log.js";
import type { Network } from "../../runtime/network.js";
import { causeOf } from "../../runtime/network-failure.js";
import { ConnectionFailed, ConnectionRefused, failureOf } from "./connection-failure.js";
import { libraryLogger } from "./library-logger.js";

export interface Socket {
  /** Resolves when Slack says hello, or with why it will not. Never rejects. */
  readonly hello: Promise<ConnectionFailed | ConnectionRefused | undefined>;
  /** Resolves with why it is over. Where Slack asked for that, payloads may still come until it is closed. */
  readonly over: Promise<string>;
  /** With the closing handshake of a websocket. */
  close(): void;
  /** Drops it at once, at any stage. */
  abandon(why: string): void;
}

interface Dialling {
  readonly app: App;
  readonly appToken: Secret;
  /** Ends in a slash. */
  readonly apiUrl: string;
  readonly network: Network;
  readonly log: Log;
}

const opened = z.object({ url: z.url() });
const frame = z.object({ type: z.string(), reason: z.string().optional() });
type Frame = z.infer<typeof frame>;

export function dial({ app, appToken, apiUrl, network, log }: Dialling): Socket {
  const abandoned = new AbortController();
  const transport = observed(network);
  const receiver = new SocketModeReceiver({
    appToken: appToken.reveal(),
    // What comes of it is logged here; the library calls each lost connection an error.
    logger: libraryLogger({ ...log, warn: log.debug, error: log.debug }),
    autoReconnectEnabled: false,
    dispatcher: transport.dispatcher,
    installerOptions: {
      clientOptions: {
        slackApiUrl: apiUrl,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        fetch: (url, init) => network.fetch(url, { ...init, signal: abandoned.signal }),
      },
    },
  });
  receiver.init(app);
  const { client } = receiver;
  let { host } = new URL(apiUrl);
  client.on("authenticated", (answer: unknown) => {
    const { url } = opened.safeParse(answer).data ?? {};
    if (url !== undefined) host = new URL(url).host;
  });
  const over = new Promise<string>((resolve) => {
    // The library would close the connection at once, and what is still to be acknowledged could not be.
    interceptDisconnect(client, log, ({ reason }) => resolve(reason ?? "disconnect"));
    client.once("disconnected", () => {
      resolve(transport.problem() ?? "connection lost");
      transport.destroy();
    });
    abandoned.signal.addEventListener("abort", () => resolve(String(abandoned.signal.reason)));
  });
  const early = over.then((why) =>
    why === "link_disabled" ? new ConnectionRefused(why) : new ConnectionFailed(host, why),
  );
  let isOpen = false;
  const started = receiver.start().then(
    () => {
      isOpen = true;
      return undefined;
    },
    // Without an error it was disconnected, and `over` says why.
    (error: unknown) => (error === undefined ? early : failureOf(error, host)),
  );
  const abandon = (why: string) => {
    abandoned.abort(why);
    transport.destroy();
  };
  return {
    hello: Promise.race([started, early]),
    over,
    close: () => {
      if (isOpen) void receiver.stop();
      else abandon("closed");
    },
    abandon,
  };
}

/** What the library does not tell of the websocket: why it failed, and the stream under it, which is to be dropped. */
function observed(network: Network) {
  const route = network.newRoute();
  let problem: string | undefined;
  let stream: Duplex | undefined;
  return {
    dispatcher: route.dispatcher.compose((dispatch) => (options, handler) => {
      return dispatch(options, {
        onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
        onRequestUpgrade: (controller, status, headers, socket) => {
          stream = socket;
          handler.onRequestUpgrade?.(controller, status, headers, socket);
        },
        onResponseStart: (controller, status, headers, text) => {
          problem = `HTTP ${status}`;
          handler.onResponseStart?.(controller, status, headers, text);
        },
        onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
        onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
        onResponseError: (controller, error) => {
          problem ??= causeOf(error);
          handler.onResponseError?.(controller, error);
        },
      });
    }),
    problem: () => problem,
    destroy: () => {
      stream?.destroy();
      void route.destroy();
    },
  };
}

/** Keeps `disconnect` from the library, and from the process what the library throws on an event without a type. */
function interceptDisconnect(
  client: SocketModeReceiver["client"],
  log: Log,
  onDisconnect: (frame: Frame) => void,
): void {
  const listeners = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", (...message: unknown[]) => {
    const received = frame.safeParse(jsonOf(message[0])).data;
    if (received?.type === "disconnect") return onDisconnect(received);
    // Not acknowledged, so Slack sends it again or shows its sender an error.
    Promise.all(listeners.map(async (listener) => listener(...message))).catch(() =>
      log.warn("unreadable message from Slack ignored"),
    );
  });
}

function jsonOf(message: unknown): unknown {
  try {
    return JSON.parse(String(message));
  } catch {
    return undefined;
  }
}
