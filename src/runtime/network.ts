// The way out to Slack and Clerk: directly, or through the proxies that are set.
import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch } from "undici";
import type { Secret } from "../impersonation/model/secret.js";
import { isThisMachine } from "../trusted-url.js";
import { isDeadConnection } from "./network-failure.js";

export interface Proxies {
  /** The address of a proxy may hold a password. */
  readonly https?: Secret;
  readonly http?: Secret;
  /** The hosts that are reached directly, by commas. */
  readonly exempt?: string;
}

export interface Network {
  readonly fetch: typeof globalThis.fetch;
  /** For one websocket, as the connections of `fetch` are shared. */
  newRoute(): Route;
  /** Drops all connections of `fetch`. */
  close(): Promise<void>;
}

interface Route {
  readonly dispatcher: Dispatcher;
  /** Drops its connections, except those that were upgraded. */
  destroy(): Promise<void>;
}

export function createNetwork(proxies: Proxies): Network {
  const shared = newRoute(proxies);
  return {
    fetch: async (input, { body, headers, ...init } = {}) => {
      // The platform's classes for the rest may be of another version of the library.
      if (input instanceof Request || (body !== undefined && body !== null && typeof body !== "string")) {
        throw new TypeError("only a URL and a text body are supported");
      }
      const plain = { headers: Object.fromEntries(new Headers(headers)), body: body ?? null };
      return fetch(input, { ...init, ...plain, dispatcher: shared.dispatcher });
    },
    newRoute: () => newRoute(proxies),
    close: () => shared.destroy(),
  };
}

function newRoute({ https, http, exempt }: Proxies): Route {
  const direct = new Agent();
  // Where an option is missing the agent would look into the environment, which the settings have read already.
  const outward = new EnvHttpProxyAgent({
    httpsProxy: https?.reveal() ?? "",
    httpProxy: http?.reveal() ?? "",
    noProxy: exempt ?? "",
  });
  return {
    // Keys may be sent to this machine without encryption, so that never goes through a proxy.
    dispatcher: outward.compose((dispatch) => (options, handler) => {
      const stays = isThisMachine(new URL(options.origin ?? "").hostname);
      return stays ? direct.dispatch(options, handler) : dispatch(options, handler);
    }),
    destroy: async () => {
      await Promise.all([direct.destroy(), outward.destroy()]);
    },
  };
}

/**
 * Repeats a look-up once where the connection turns out dead, as one that was kept alive may. Nothing else is repeated:
 * the other side may have done it before the connection broke.
 */
export function repeatingLookUps<Args extends unknown[], Answer>(
  fetch: (...args: Args) => Promise<Answer>,
  isLookUp: (...args: Args) => boolean,
): (...args: Args) => Promise<Answer> {
  return async (...args) => {
    try {
      return await fetch(...args);
    } catch (error) {
      if (!isLookUp(...args) || !isDeadConnection(error)) throw error;
      return fetch(...args);
    }
  };
}
