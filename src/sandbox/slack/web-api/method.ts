// The interface of an emulated Web API method.
import type { Args } from "../http/args.js";
import type { SlackState } from "../state/state.js";

export interface MethodContext {
  state: SlackState;
  /** A new single-use WebSocket address. */
  openConnection(): string;
  url: string;
}

export interface Method {
  /** `app`: needs the xapp token. */
  token: "bot" | "app";
  /** All of these are required; scopes that depend on the arguments are checked in `run`. */
  scopes: readonly string[];
  run(args: Args, context: MethodContext): Record<string, unknown>;
}
