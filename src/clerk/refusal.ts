// Maps Clerk's error responses to the bot's problems, by status and error code.
import { z } from "zod";
import type { ClerkProblem } from "../impersonation/model/errors.js";

export interface Refusal {
  readonly status: number;
  /** Of `[a-z0-9_]`, at most 64 characters each. */
  readonly codes: readonly string[];
  readonly longMessage: string;
  /** Identifies the call to Clerk's support. */
  readonly trace: string | undefined;
  readonly retryAfterMs: number;
}

const optionalText = z.string().optional().catch(undefined);
const errorBody = z.object({
  errors: z.array(z.object({ code: optionalText, long_message: optionalText }).catch({})).catch([]),
  clerk_trace_id: optionalText,
});

/** `body` is unvalidated; `now` in milliseconds, for a `Retry-After` that names a date. */
export function readRefusal(status: number, retryAfter: string | null, body: unknown, now: number): Refusal {
  const { errors, clerk_trace_id } = errorBody.catch({ errors: [] }).parse(body);
  return {
    status,
    codes: errors
      .map(({ code = "" }) =>
        code
          .toLowerCase()
          .replace(/[^a-z0-9_]/g, "")
          .slice(0, 64),
      )
      .filter((code) => code !== ""),
    longMessage: errors[0]?.long_message ?? "",
    trace: clerk_trace_id?.replace(/[^\w-]/g, "").slice(0, 64),
    retryAfterMs: retryAfterMs(retryAfter, now),
  };
}

export function clerkProblem({ status, codes, retryAfterMs }: Refusal): ClerkProblem {
  if (status >= 500) return { code: "clerk_unavailable" };
  if (status === 401) return { code: "clerk_key" };
  if (status === 429) return { code: "clerk_rate_limited", retryAfterMs };
  if (status === 402 || codes.includes("unsupported_subscription_plan_features")) return { code: "clerk_plan" };
  // 422 also means a validation error: only the code tells them apart.
  if (codes.includes("impersonation_limit_exceeded")) return { code: "clerk_limit" };
  // A 404 without Clerk's own code may be a gateway's, and says nothing about what Clerk knows.
  if (status === 404) return { code: codes.includes("resource_not_found") ? "clerk_not_found" : "clerk_unavailable" };
  return { code: "clerk_refused", clerkCode: codes[0] ?? `http_${status}` };
}

const defaultMs = 1_000;
const maxMs = 24 * 3_600_000;

/** Seconds or an HTTP date (RFC 9110); one second where neither is given or the value makes no sense. */
function retryAfterMs(header: string | null, now: number): number {
  const value = header?.trim() ?? "";
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : /GMT$/.test(value) ? Date.parse(value) - now : Number.NaN;
  return ms > 0 && ms <= maxMs ? ms : defaultMs;
}
