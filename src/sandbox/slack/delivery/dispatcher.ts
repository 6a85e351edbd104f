// Sends each payload over the app's current transport, and publishes the outcome.
import type { SlackState } from "../state/state.js";
import type { DeliveryResult, Envelope, Transport } from "./envelope.js";
import { HttpDelivery } from "./http.js";
import type { SocketMode } from "./socket-mode.js";

export class Dispatcher {
  readonly #state: SlackState;
  readonly #sockets: SocketMode;
  readonly #signingSecret: string;
  #transport: Transport;
  #sent = 0;

  constructor(state: SlackState, sockets: SocketMode, signingSecret: string) {
    this.#state = state;
    this.#sockets = sockets;
    this.#signingSecret = signingSecret;
    this.#transport = sockets;
  }

  /** Switches to HTTP mode at this endpoint, or with undefined back to Socket Mode. */
  deliverTo(url: string | undefined): void {
    this.#transport = url === undefined ? this.#sockets : new HttpDelivery(url, this.#signingSecret, this.#state.clock);
  }

  async send(envelope: Envelope): Promise<DeliveryResult> {
    const { journal, settings, manifest } = this.#state;
    const named = envelope.payload.type ?? envelope.payload.command;
    const type = typeof named === "string" ? named : envelope.type;
    if (envelope.type === "interactive" && !manifest.interactivity) return { kind: "undeliverable", ackMs: 0 };
    this.#sent += 1;
    const delivery = this.#sent;
    journal.emit({ kind: "payload_sent", delivery, type, payload: envelope.payload });
    const delivered = await this.#transport.deliver(envelope, settings.ackPatienceMs);
    const body = delivered.kind === "acknowledged" ? { body: delivered.body } : {};
    journal.emit({
      kind: "payload_answered",
      delivery,
      type,
      outcome: delivered.kind,
      ackMs: delivered.ackMs,
      ...body,
    });
    return delivered;
  }
}
