// Fault injection: which operation fails, how, and before or after its effect.

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
  /** This status with an HTML body, as a proxy in between would answer. */
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
  /** Status 200 with a body that is not JSON. */
  | { readonly kind: "nonsense" }
  /** `before`: carried out after `ms`, even if the caller has left. `after`: only the answer is late. */
  | { readonly kind: "delay"; readonly ms: number };

export interface Fault {
  readonly operation: Operation | "*";
  /** Default: until cleared. */
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

  /** The oldest fault that applies to this call, used up by one. */
  take(operation: Operation): Fault | undefined {
    const hit = this.#faults.find(
      ({ fault, left }) => left > 0 && (fault.operation === "*" || fault.operation === operation),
    );
    if (hit !== undefined) hit.left -= 1;
    return hit?.fault;
  }
}

/** The plan does not include impersonation. */
export const planLacksImpersonation = {
  kind: "clerk_error",
  status: 402,
  code: "unsupported_subscription_plan_features",
  message: "Unsupported plan features",
  meta: { unsupported_features: ["impersonation"] },
} as const satisfies How;

/** The monthly impersonation limit is reached; it is five on the free plan. */
export const impersonationLimitReached = {
  kind: "clerk_error",
  status: 422,
  code: "impersonation_limit_exceeded",
  message: "Impersonation limit exceeded",
  meta: { limit: 5, used: 5 },
} as const satisfies How;
