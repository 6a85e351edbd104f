// HTTP mode: payloads as signed POSTs to the app's endpoint, whose response is the acknowledgement.
import { createHmac } from "node:crypto";
import type { Clock } from "../../../impersonation/ports/clock.js";
import { jsonOrText } from "../http/args.js";
import { ackBody, type DeliveryResult, type Envelope, type Transport } from "./envelope.js";

/** `v0=` and the HMAC-SHA256 over timestamp and raw body. */
export function signature(signingSecret: string, timestampS: number, body: string): string {
  return `v0=${createHmac("sha256", signingSecret).update(`v0:${timestampS}:${body}`).digest("hex")}`;
}

export class HttpDelivery implements Transport {
  readonly #url: string;
  readonly #signingSecret: string;
  readonly #clock: Clock;

  constructor(url: string, signingSecret: string, clock: Clock) {
    this.#url = url;
    this.#signingSecret = signingSecret;
    this.#clock = clock;
  }

  async deliver(envelope: Envelope, patienceMs: number): Promise<DeliveryResult> {
    const { acceptsResponse } = envelope;
    const { body, contentType } = written(envelope);
    const timestampS = Math.floor(this.#clock.now() / 1000);
    const startMs = performance.now();
    const ackMs = () => performance.now() - startMs;
    const late = new AbortController();
    const cancelTimeout = this.#clock.wakeAt(this.#clock.now() + patienceMs, () => late.abort());
    try {
      const answer = await fetch(this.#url, {
        method: "POST",
        headers: {
          "content-type": contentType,
          "x-slack-request-timestamp": String(timestampS),
          "x-slack-signature": signature(this.#signingSecret, timestampS, body),
          ...retryHeaders(envelope),
        },
        body: Buffer.from(body),
        redirect: "error",
        signal: late.signal,
      });
      const text = await answer.text();
      if (!answer.ok) return { kind: "undeliverable", ackMs: ackMs() };
      return { kind: "acknowledged", body: acceptsResponse ? ackBody(jsonOrText(text)) : undefined, ackMs: ackMs() };
    } catch {
      return { kind: late.signal.aborted ? "timed_out" : "undeliverable", ackMs: ackMs() };
    } finally {
      cancelTimeout();
    }
  }
}

function written({ type, payload }: Envelope): { body: string; contentType: string } {
  if (type === "events_api") return { body: JSON.stringify(payload), contentType: "application/json" };
  const body = type === "slash_commands" ? fields(payload) : fields({ payload: JSON.stringify(payload) });
  // Without a charset: with one, Bolt parses the body as JSON.
  return { body, contentType: "application/x-www-form-urlencoded" };
}

function retryHeaders({ retry }: Envelope): Record<string, string> {
  if (retry === undefined) return {};
  const reason = retry.reason === "timed_out" ? "http_timeout" : "http_error";
  return { "x-slack-retry-num": String(retry.attempt), "x-slack-retry-reason": reason };
}

function fields(values: Record<string, unknown>): string {
  return new URLSearchParams(
    Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}
