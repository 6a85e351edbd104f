// Sends each payload over the app's current transport, and publishes the outcome.
import type { SlackState } from "../state/state.js";
import type { DeliveryResult, Envelope, Transport } from "./envelope.js";
import { HttpDelivery } from "./http.js";
import type { SocketMode } from "./socket-mode.js";

/** How long after an unanswered event Slack sends it again: at once, after a minute, after five. */
const retryAfterMs = [0, 60_000, 300_000];

export class Dispatcher {
  readonly #state: SlackState;
  readonly #sockets: SocketMode;
  readonly #signingSecret: string;
  readonly #retries = new Set<() => void>();
  #transport: Transport;
  #sent = 0;
  #closed = false;

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

  /** Resolves with the first attempt's outcome. An event that the app did not acknowledge is sent up to three times more. */
  async sendEvent(payload: Record<string, unknown>): Promise<DeliveryResult> {
    const envelope: Envelope = { type: "events_api", payload, acceptsResponse: false };
    const first = await this.send(envelope);
    this.#retryUnlessAcknowledged(envelope, first);
    return first;
  }

  #retryUnlessAcknowledged(envelope: Envelope, { kind }: DeliveryResult): void {
    const attempt = (envelope.retry?.attempt ?? 0) + 1;
    const afterMs = retryAfterMs[attempt - 1];
    if (kind === "acknowledged" || afterMs === undefined || this.#closed) return;
    const { clock } = this.#state;
    const again = { ...envelope, retry: { attempt, reason: kind } };
    const cancel = clock.wakeAt(clock.now() + afterMs, () => {
      this.#retries.delete(cancel);
      void this.send(again).then((outcome) => this.#retryUnlessAcknowledged(again, outcome));
    });
    this.#retries.add(cancel);
  }

  /** Sends no event again any more. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#retries) cancel();
    this.#retries.clear();
  }
}
