// Calls to Slack's Web API: answers parsed, failures classified, one log line each.
import { webApi } from "@slack/bolt";
import { z } from "zod";
import type { Log } from "../../runtime/log.js";

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
  ) {
    super(code);
  }
}

export interface SlackApi {
  /** Throws `SlackError`. Never repeats a call by itself. */
  call<T>(method: string, args: Record<string, unknown>, answer: z.ZodType<T>): Promise<T>;
}

/** For a method whose answer says only that it succeeded. */
export const okAnswer = z.object({ ok: z.literal(true) });

export function createSlackApi(client: webApi.WebClient, log: Log, now: () => number): SlackApi {
  return {
    async call(method, args, answer) {
      const startedAt = now();
      const done = (outcome: string) => `slack ${method} ${outcome} ${now() - startedAt}ms`;
      try {
        const result = answer.parse(await client.apiCall(method, args));
        log.debug(done("ok"));
        return result;
      } catch (error) {
        const failure = classify(error);
        log.warn(done(failure.code));
        throw failure;
      }
    },
  };
}

// The original error is dropped: it carries what was sent, and so perhaps the link.
function classify(error: unknown): SlackError {
  if (error instanceof webApi.WebAPIPlatformError) return classifyCode(error.data.error);
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new SlackError("rate_limited", "ratelimited", Math.max(error.retryAfter, 1) * 1000);
  }
  if (error instanceof webApi.WebAPIHTTPError) return new SlackError("unknown", `http_${error.statusCode}`);
  if (error instanceof webApi.WebAPIRequestError) return new SlackError("unknown", "no_answer");
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
