// Calls to Slack's Web API: answers parsed, failures classified, one log line each.
import { webApi } from "@slack/bolt";
import { z } from "zod";
import type { Log } from "../../runtime/log.js";
import { type Network, repeatingLookUps } from "../../runtime/network.js";
import { causeOf } from "../../runtime/network-failure.js";

/**
 * `refused`: Slack said no, and why. `rate_limited`: not done, try again after `retryAfterMs`. `unknown`: time-out,
 * 5xx or a dropped connection; it may have been done.
 */
export class SlackError extends Error {
  override readonly name = "SlackError";

  constructor(
    readonly kind: "refused" | "rate_limited" | "unknown",
    readonly code: string,
    readonly retryAfterMs = 0,
    /** Where there was no answer: who was asked, and why it gave none. */
    readonly noAnswer?: { readonly host: string; readonly cause: string },
  ) {
    super(code);
  }
}

export interface SlackApi {
  /** Throws `SlackError`. Repeats nothing but a look-up, once, where its connection turns out dead. */
  call<T>(method: string, args: Record<string, unknown>, answer: z.ZodType<T>): Promise<T>;
}

/** For a method whose answer says only that it succeeded. */
export const okAnswer = z.object({ ok: z.literal(true) });

/** Without an effect, so that they may be repeated. */
const lookUps: ReadonlySet<string> = new Set([
  "auth.test",
  "bots.info",
  "conversations.history",
  "conversations.info",
  "conversations.members",
  "conversations.replies",
  "usergroups.users.list",
  "users.conversations",
  "users.info",
]);

/** For the options of a client. */
export function slackFetch({ fetch }: Network): webApi.FetchFunction {
  const isLookUp = (url: string | URL) => lookUps.has(new URL(url).pathname.split("/").at(-1) ?? "");
  return repeatingLookUps((...asked: Parameters<webApi.FetchFunction>) => fetch(...asked), isLookUp);
}

export function createSlackApi(client: webApi.WebClient, log: Log, now: () => number): SlackApi {
  const { host } = new URL(client.slackApiUrl);
  return {
    async call(method, args, answer) {
      const startedAt = now();
      const done = (outcome: string) => `slack ${method} ${outcome} ${now() - startedAt}ms`;
      try {
        const result = answer.parse(await client.apiCall(method, args));
        log.debug(done("ok"));
        return result;
      } catch (error) {
        const failure = slackErrorOf(error, host);
        log.warn(done(failure.code), failure.noAnswer);
        throw failure;
      }
    },
  };
}

/** Of an error of Slack's client, which is dropped: it carries what was sent, and so perhaps the link. */
export function slackErrorOf(error: unknown, host: string): SlackError {
  if (error instanceof webApi.WebAPIPlatformError) return classifyCode(error.data.error);
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new SlackError("rate_limited", "ratelimited", Math.max(error.retryAfter, 1) * 1000);
  }
  if (error instanceof webApi.WebAPIHTTPError) return new SlackError("unknown", `http_${error.statusCode}`);
  if (error instanceof webApi.WebAPIRequestError) {
    return new SlackError("unknown", "no_answer", 0, { host, cause: causeOf(error) });
  }
  return new SlackError("unknown", "unreadable_answer");
}

// Slack's own failures, after which the call may have taken effect.
const transient: ReadonlySet<string> = new Set([
  "fatal_error",
  "internal_error",
  "service_unavailable",
  "request_timeout",
  "update_failed",
]);

/** In an answer with status 200; `chat.postMessage` has a name of its own for it. */
const rateLimits: ReadonlySet<string> = new Set(["ratelimited", "rate_limited"]);

function classifyCode(code: string): SlackError {
  // The client takes a body that is not from Slack for an error code.
  if (!/^[a-z0-9_]{1,80}$/.test(code)) return new SlackError("unknown", "unreadable_answer");
  if (rateLimits.has(code)) return new SlackError("rate_limited", code, 1000);
  return new SlackError(transient.has(code) ? "unknown" : "refused", code);
}
