// The shape of an emulated Web API method, and what each of them may context.
import type { Args } from "../http/args.js";
import type { SlackState } from "../state/state.js";

export interface MethodContext {
  state: SlackState;
  /** A fresh single-use WebSocket address. */
  openConnection(): string;
  url: string;
}

export interface Method {
  /** `app`: called with the xapp token. */
  token: "bot" | "app";
  /** Scopes that are all needed; those that depend on what is asked for are checked in `run`. */
  scopes: readonly string[];
  run(args: Args, context: MethodContext): Record<string, unknown>;
}
