// A payload on its way to the bot, over either transport, and the outcome.

export type PayloadType = "slash_commands" | "interactive" | "events_api";

export interface Envelope {
  type: PayloadType;
  payload: Record<string, unknown>;
  /** False: the acknowledgement's body is ignored. */
  acceptsResponse: boolean;
  /** Of an event that was sent before: how often, and why the last time does not count. */
  retry?: { attempt: number; reason: "timed_out" | "undeliverable" };
}

export type DeliveryResult =
  /** `body` is undefined for an empty acknowledgement. */
  | { kind: "acknowledged"; body: unknown; ackMs: number }
  | { kind: "timed_out"; ackMs: number }
  | { kind: "undeliverable"; ackMs: number };

export interface Transport {
  deliver(envelope: Envelope, patienceMs: number): Promise<DeliveryResult>;
}

/** Treats an empty object as an empty acknowledgement: the Node client always sends one. */
export function ackBody(body: unknown): unknown {
  const text = JSON.stringify(body);
  return text === undefined || text === "{}" || text === '""' || text === "null" ? undefined : body;
}
