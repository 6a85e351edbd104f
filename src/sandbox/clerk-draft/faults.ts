// Trouble on demand: which operation fails next, how, and whether its effect happens all the same.

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
  | { readonly kind: "nonsense" }
  /** Answers as usual, so much later. */
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
