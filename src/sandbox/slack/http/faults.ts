// Faults to order: what the next calls of a method meet instead of a plain answer, or after their effect.

export type FaultKind =
  | { kind: "rate_limit"; retryAfterS: number }
  | { kind: "status"; status: number }
  /** No answer for `ms`, then the connection is dropped; without `ms`, for as long as the caller waits. */
  | { kind: "hang"; ms?: number }
  | { kind: "drop" }
  | { kind: "error"; error: string }
  /** Status 200 and a body that is no JSON. */
  | { kind: "nonsense" }
  /** `before`: carried out only after `ms`, even if the caller has gone. `after`: only the answer is late. */
  | { kind: "delay"; ms: number };

export interface Fault {
  /** A Web API method, `response_url`, or `*` for each of them. */
  method: string;
  /** How many calls meet it; 1 when left out, Infinity for all. */
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

  /** The fault that this call meets, oldest order first. */
  take(method: string, args: Record<string, unknown>): Fault | undefined {
    const hit = this.#faults.find(
      ({ fault, left }) => left > 0 && [method, "*"].includes(fault.method) && (fault.match?.(args) ?? true),
    );
    if (hit !== undefined) hit.left -= 1;
    return hit?.fault;
  }
}
