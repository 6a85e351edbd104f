// The events of the emulated workspace.
import type { SocketEvent } from "../delivery/socket-mode.js";
import type { CallEvent } from "../http/calls.js";
import type { UnfurlEvent } from "../unfurl.js";
import type { MessageEvent } from "./messages.js";
import type { ViewEvent } from "./views.js";

export type SlackEvent =
  | CallEvent
  | MessageEvent
  | ViewEvent
  | SocketEvent
  | UnfurlEvent
  /** `delivery` links an answer to its payload. */
  | { kind: "payload_sent"; delivery: number; type: string; payload: unknown }
  | { kind: "payload_answered"; delivery: number; type: string; outcome: string; ackMs: number; body?: unknown }
  | { kind: "notice"; person: string; text: string }
  | { kind: "directory_changed" };
