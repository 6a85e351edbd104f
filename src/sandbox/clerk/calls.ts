// Records every request to the Backend API, without the key.
import type { EventSink } from "../journal.js";
import type { Operation } from "./faults.js";

export interface Call {
  readonly method: string;
  /** With `/v1`, without the query. */
  readonly path: string;
  /** A repeated name has all its values. */
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Parsed JSON, or the text if it is not JSON; undefined if empty. */
  readonly body: unknown;
  /** Lower case, without `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Missing for an unknown path. */
  readonly operation?: Operation;
  /** On the instance's clock. */
  readonly at: number;
  /** Real milliseconds; missing while the call is in progress. */
  durationMs?: number;
  /** Missing while the call is in progress, and if no answer was sent. */
  status?: number;
  /** The code of the first error in the answer. */
  code?: string;
  /** The kind of the injected fault: status, hang and so on. */
  fault?: string;
  /** How it ended without an answer. */
  lost?: "dropped" | "abandoned_by_caller";
}

export interface CallEvent {
  readonly kind: "call_received" | "call_answered";
  readonly call: Call;
}

export class Calls {
  readonly all: Call[] = [];
  readonly #journal: EventSink<CallEvent>;
  readonly #startedAt = new Map<Call, number>();

  constructor(journal: EventSink<CallEvent>) {
    this.#journal = journal;
  }

  begin(call: Call): void {
    this.all.push(call);
    this.#startedAt.set(call, performance.now());
    this.#journal.emit({ kind: "call_received", call });
  }

  /** Only the first end counts. */
  end(call: Call, result: Pick<Call, "status" | "code" | "lost">): void {
    const startedAt = this.#startedAt.get(call);
    if (startedAt === undefined) return;
    this.#startedAt.delete(call);
    Object.assign(call, result, { durationMs: performance.now() - startedAt });
    this.#journal.emit({ kind: "call_answered", call });
  }
}
