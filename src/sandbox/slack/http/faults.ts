// Fault injection: what the next calls of a method get instead of their answer, before or after their effect.

export type FaultKind =
  | { kind: "rate_limit"; retryAfterS: number }
  | { kind: "status"; status: number }
  /** No answer for `ms`, then the connection is dropped; without `ms`, no answer at all. */
  | { kind: "hang"; ms?: number }
  | { kind: "drop" }
  | { kind: "error"; error: string }
  /** Status 200 with a body that is not JSON. */
  | { kind: "nonsense" }
  /** `before`: carried out after `ms`, even if the caller has left. `after`: only the answer is late. */
  | { kind: "delay"; ms: number };

export interface Fault {
  /** A Web API method, `response_url`, or `*` for all. */
  method: string;
  /** How many calls are affected; default 1, Infinity for all. */
  times?: number;
  how: FaultKind;
  /** `after`: the call takes effect, only its answer is lost. Default `before`. */
  when?: "before" | "after";
  match?: (args: Record<string, unknown>) => boolean;
}

export class Faults {
  #faults: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The oldest fault that applies to this call, used up by one. */
  take(method: string, args: Record<string, unknown>): Fault | undefined {
    const hit = this.#faults.find(
      ({ fault, left }) => left > 0 && [method, "*"].includes(fault.method) && (fault.match?.(args) ?? true),
    );
    if (hit !== undefined) hit.left -= 1;
    return hit?.fault;
  }
}
