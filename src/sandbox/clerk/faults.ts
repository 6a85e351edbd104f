// Faults on demand: which operation fails next, how, and whether its effect still happens.

export type Operation =
  | "actor_tokens.create"
  | "actor_tokens.revoke"
  | "sessions.list"
  | "sessions.get"
  | "sessions.revoke"
  | "users.list"
  | "users.count"
  | "users.get";

export type How =
  /** That status with a body that is not Clerk's, as a proxy in between answers. */
  | { readonly kind: "status"; readonly status: number }
  | {
      readonly kind: "clerk_error";
      readonly status: number;
      readonly code: string;
      readonly message?: string;
      readonly meta?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "rate_limit"; readonly retryAfterS: number }
  /** Never answers, or after `ms` drops the connection. */
  | { readonly kind: "hang"; readonly ms?: number }
  | { readonly kind: "drop" }
  /** Status 200 and a body that is no JSON. */
  | { readonly kind: "nonsense" }
  /** `before`: carried out so much later, even if the caller has gone. `after`: only the answer is late. */
  | { readonly kind: "delay"; readonly ms: number };

export interface Fault {
  readonly operation: Operation | "*";
  /** Until cleared, when not given. */
  readonly times?: number;
  /** `after`: the effect happens, and its answer is lost. */
  readonly when: "before" | "after";
  readonly how: How;
}

export class Faults {
  #faults: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault that hits this call, used up by one. */
  take(operation: Operation): Fault | undefined {
    const hit = this.#faults.find(
      ({ fault, left }) => left > 0 && (fault.operation === "*" || fault.operation === operation),
    );
    if (hit !== undefined) hit.left -= 1;
    return hit?.fault;
  }
}

/** Impersonation is not on the plan. */
export const planLacksImpersonation = {
  kind: "clerk_error",
  status: 402,
  code: "unsupported_subscription_plan_features",
  message: "Unsupported plan features",
  meta: { unsupported_features: ["impersonation"] },
} as const satisfies How;

/** The month's impersonations are used up; a free plan has five. */
export const impersonationLimitReached = {
  kind: "clerk_error",
  status: 422,
  code: "impersonation_limit_exceeded",
  message: "Impersonation limit exceeded",
  meta: { limit: 5, used: 5 },
} as const satisfies How;
