// The errors of the Backend API: a status, and a list of codes with their sentences.
import { randomBytes } from "node:crypto";

export interface ClerkError {
  readonly code: string;
  readonly message: string;
  readonly long_message?: string;
  readonly meta?: Readonly<Record<string, unknown>>;
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly error: ClerkError,
    readonly retryAfterS?: number,
  ) {
    super(error.code);
  }

  body() {
    return {
      errors: [{ long_message: this.error.message, meta: {}, ...this.error }],
      clerk_trace_id: randomBytes(16).toString("hex"),
    };
  }
}

export const keyInvalid = () =>
  new Refusal(401, {
    code: "clerk_key_invalid",
    message: "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.",
  });

export const notFound = (what: string) =>
  new Refusal(404, { code: "resource_not_found", message: "not found", long_message: `${what} was not found` });

export const invalid = (code: string, name: string, message: string) =>
  new Refusal(422, { code, message, meta: { param_name: name } });

export const rateLimited = (retryAfterS: number) =>
  new Refusal(429, { code: "too_many_requests", message: "Too many requests. Please try again later." }, retryAfterS);

export const cannotBeRevoked = (status: string) =>
  new Refusal(400, {
    code: "actor_token_cannot_be_revoked_code",
    message: "cannot revoke",
    long_message: `Actor token cannot be revoked because its status is ${status}. Only pending tokens can be revoked.`,
  });

/** Impersonation is not on the plan. */
export const planLacksImpersonation = {
  kind: "clerk_error",
  status: 402,
  code: "unsupported_subscription_plan_features",
  message: "unsupported plan features",
  meta: { unsupported_features: ["impersonation"] },
} as const;

/** The month's impersonations are used up; a free plan has five. */
export const impersonationLimitReached = {
  kind: "clerk_error",
  status: 422,
  code: "impersonation_limit_exceeded",
  message: "impersonation limit exceeded",
  meta: { limit: 5, used: 5 },
} as const;
