// How a payload reaches the bot, whichever the transport, and what became of it.

export type PayloadType = "slash_commands" | "interactive" | "events_api";

export interface Envelope {
  type: PayloadType;
  payload: Record<string, unknown>;
  /** False: whatever the acknowledgement carries is ignored. */
  acceptsResponse: boolean;
}

export type DeliveryResult =
  /** `body` is undefined for an empty acknowledgement. */
  | { kind: "acknowledged"; body: unknown; ackMs: number }
  | { kind: "timed_out"; ackMs: number }
  | { kind: "undeliverable"; ackMs: number };

export interface Transport {
  deliver(envelope: Envelope, patienceMs: number): Promise<DeliveryResult>;
}

/** An empty object is an empty acknowledgement: the Node client always sends one. */
export function ackBody(body: unknown): unknown {
  const text = JSON.stringify(body);
  return text === undefined || text === "{}" || text === '""' || text === "null" ? undefined : body;
}
