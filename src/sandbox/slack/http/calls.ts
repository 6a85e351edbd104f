// Records every request by the bot: Web API methods, and posts to a response_url under that name.
import type { EventSink } from "../../journal.js";

export interface Call {
  method: string;
  /** The arguments as parsed, without tokens. */
  args: Record<string, unknown>;
  /** By the workspace's clock. */
  at: number;
  /** Missing while the call is in progress. */
  durationMs?: number;
  status?: number;
  response?: unknown;
  /** The kind of the injected fault: rate_limit, hang and so on. */
  fault?: string;
  /** How it ended without an answer. */
  lost?: "dropped" | "abandoned_by_caller";
}

export interface CallEvent {
  kind: "call_received" | "call_answered";
  call: Call;
}

export class Calls {
  readonly all: Call[] = [];
  readonly #journal: EventSink<CallEvent>;

  constructor(journal: EventSink<CallEvent>) {
    this.#journal = journal;
  }

  begin(method: string, args: Record<string, unknown>, at: number): Call {
    const call: Call = { method, args, at };
    this.all.push(call);
    this.#journal.emit({ kind: "call_received", call });
    return call;
  }

  end(call: Call, result: Pick<Call, "durationMs" | "status" | "response" | "lost">): void {
    if (call.durationMs !== undefined) return;
    Object.assign(call, result);
    this.#journal.emit({ kind: "call_answered", call });
  }
}
