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

  async deliver({ type, payload, acceptsResponse }: Envelope, patienceMs: number): Promise<DeliveryResult> {
    const body = type === "slash_commands" ? fields(payload) : fields({ payload: JSON.stringify(payload) });
    const timestampS = Math.floor(this.#clock.now() / 1000);
    const startMs = performance.now();
    const ackMs = () => performance.now() - startMs;
    const late = new AbortController();
    const cancelTimeout = this.#clock.wakeAt(this.#clock.now() + patienceMs, () => late.abort());
    try {
      const answer = await fetch(this.#url, {
        method: "POST",
        headers: {
          // Without a charset: with one, Bolt parses the body as JSON.
          "content-type": "application/x-www-form-urlencoded",
          "x-slack-request-timestamp": String(timestampS),
          "x-slack-signature": signature(this.#signingSecret, timestampS, body),
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

function fields(values: Record<string, unknown>): string {
  return new URLSearchParams(
    Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}
