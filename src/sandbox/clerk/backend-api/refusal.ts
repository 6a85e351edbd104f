// The errors of both APIs: a status, and a list of codes with their messages.
import { newTraceId } from "../ids.js";

export interface ClerkError {
  readonly code: string;
  readonly message: string;
  readonly long_message: string;
  readonly meta?: Readonly<Record<string, unknown>>;
}

export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly ClerkError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, errors: readonly ClerkError[], headers: Readonly<Record<string, string>> = {}) {
    super(errors.map((error) => error.code).join(", "));
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }

  /** `{ errors: [{ code, message, long_message, meta? }], clerk_trace_id }` */
  body() {
    return { errors: this.errors, clerk_trace_id: newTraceId() };
  }
}

export function refusal(status: number, code: string, message: string, longMessage = message): Refusal {
  return new Refusal(status, [{ code, message, long_message: longMessage }]);
}

export function keyInvalid(): Refusal {
  const words = "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.";
  return refusal(401, "clerk_key_invalid", words);
}

export function rateLimited(retryAfterS: number): Refusal {
  const words = "Too many requests. Please try again in a bit.";
  const errors = [{ code: "too_many_requests", message: words, long_message: words }];
  return new Refusal(429, errors, { "Retry-After": String(retryAfterS) });
}

export function notFound(longMessage: string): Refusal {
  return refusal(404, "resource_not_found", "not found", longMessage);
}

export function bodyInvalid(): Refusal {
  return refusal(400, "request_body_invalid", "Request body invalid", "The request body is invalid.");
}

export function cannotBeRevoked(status: string): Refusal {
  const reason = `Actor token cannot be revoked because its status is ${status}. Only pending tokens can be revoked.`;
  return refusal(400, "actor_token_cannot_be_revoked_code", "cannot revoke", reason);
}

/** For a request from a web page that is not the sandbox's own. */
export function originInvalid(why: string): Refusal {
  return refusal(403, "origin_invalid", "Invalid origin", why);
}

/** For what Clerk has and the sandbox does not emulate; cannot be mistaken for Clerk's answer. */
export function notEmulated(what: string): Refusal {
  return refusal(501, "not_emulated", "not emulated", `The sandbox does not emulate ${what}.`);
}
