// HTTP responses, real and faulty.
import type { How } from "../faults.js";
import { Refusal, rateLimited } from "./refusal.js";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The code of its first error. */
  readonly code?: string;
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  // Without a charset: the official SDK parses JSON only for exactly this content type.
  return { status, headers: { "Content-Type": "application/json", ...headers }, text: JSON.stringify(body) };
}

export function html(status: number, text: string): Reply {
  return { status, headers: { "Content-Type": "text/html; charset=utf-8" }, text };
}

export function redirect(to: string): Reply {
  return { status: 303, headers: { Location: to }, text: "" };
}

export function refused(refusal: Refusal): Reply {
  const code = refusal.errors[0]?.code;
  return { ...json(refusal.status, refusal.body(), refusal.headers), ...(code !== undefined && { code }) };
}

/** The answer that a fault puts in place of the real one; undefined for none. */
export function faultReply(how: How): Reply | undefined {
  switch (how.kind) {
    case "status":
      return html(how.status, `<html><body><h1>${how.status}</h1></body></html>`);
    case "clerk_error": {
      const message = how.message ?? how.code;
      const meta = how.meta === undefined ? {} : { meta: how.meta };
      return refused(new Refusal(how.status, [{ code: how.code, message, long_message: message, ...meta }]));
    }
    case "rate_limit":
      return refused(rateLimited(how.retryAfterS));
    case "nonsense":
      return { status: 200, headers: { "Content-Type": "application/json" }, text: '{"object":"surprise"' };
    case "hang":
    case "drop":
    case "delay":
      return undefined;
  }
}
