// HTTP mode: payloads as signed POSTs to the app's own endpoint, whose answer is the acknowledgement.
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
    // Real time, whatever the workspace's clock says: the receiver compares it with the machine's.
    const timestampS = Math.floor(Date.now() / 1000);
    const startMs = performance.now();
    const ackMs = () => performance.now() - startMs;
    const late = new AbortController();
    const onTime = this.#clock.wakeAt(this.#clock.now() + patienceMs, () => late.abort());
    try {
      const answer = await fetch(this.#url, {
        method: "POST",
        headers: {
          // Exactly this: with a charset behind it, Bolt takes the body for JSON.
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
      onTime();
    }
  }
}

function fields(values: Record<string, unknown>): string {
  return new URLSearchParams(
    Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}
