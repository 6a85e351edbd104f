// Serves one HTTP request by the bot, with the configured latency and faults.
import { setMaxListeners } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { Checkpoints } from "../../checkpoints.js";
import type { SlackState } from "../state/state.js";
import type { Args } from "./args.js";
import type { Call } from "./calls.js";
import type { FaultKind } from "./faults.js";
import type { Reply } from "./reply.js";

interface Exchange {
  method: string;
  args: Args;
  /** Carries out the request; called once, or never if a fault comes first. */
  run: () => Reply;
}

export class Exchanges {
  latencyMs = 0;
  readonly checkpoints = new Checkpoints<Call>();
  readonly #state: SlackState;
  readonly #closing = new AbortController();

  constructor(state: SlackState) {
    this.#state = state;
    // One listener per waiting call, without a limit.
    setMaxListeners(0, this.#closing.signal);
  }

  async serve(response: ServerResponse, { method, args, run }: Exchange): Promise<void> {
    const { token: _token, ...shown } = args.all;
    const startMs = performance.now();
    const call = this.#state.calls.begin(method, shown, this.#state.clock.now());
    const end = (result: Pick<Call, "status" | "response" | "lost">) =>
      this.#state.calls.end(call, { ...result, durationMs: performance.now() - startMs });
    response.on("close", () => {
      if (!response.writableEnded) end({ lost: "abandoned_by_caller" });
    });
    const fault = this.#state.faults.take(method, shown);
    if (fault !== undefined) call.fault = fault.how.kind;
    const drop = () => {
      end({ lost: "dropped" });
      response.destroy();
    };
    if ((await this.checkpoints.pass(call, "arrived")) === "is lost") return drop();
    if (this.latencyMs > 0) await this.#wait(this.latencyMs);
    const lateMs = fault?.how.kind === "delay" ? fault.how.ms : 0;
    if (fault?.when !== "after") await this.#wait(lateMs);
    if (this.#closing.signal.aborted) return;
    const limit = this.#limit(method, shown);
    if (limit !== undefined) {
      end({ status: limit.status, response: limit.body });
      send(response, limit);
      return;
    }
    const injected = fault === undefined || fault.how.kind === "delay" ? undefined : fault.how;
    const reply = injected === undefined || fault?.when === "after" ? run() : undefined;
    if (fault?.when === "after") await this.#wait(lateMs);
    const answer = injected === undefined ? reply : await this.#faultReply(injected);
    const fate = await this.checkpoints.pass(call, "done");
    if (answer === undefined || fate === "is lost") return drop();
    end({ status: answer.status, response: answer.body });
    send(response, answer);
    await this.checkpoints.pass(call, "answered");
  }

  /** The fault's answer; undefined if the connection is dropped. */
  async #faultReply(how: FaultKind): Promise<Reply | undefined> {
    switch (how.kind) {
      case "rate_limit":
        return rateLimited(how.retryAfterS);
      case "status":
        return { status: how.status, body: "upstream error" };
      case "error":
        return { status: 200, body: { ok: false, error: how.error } };
      case "nonsense":
        return { status: 200, headers: { "content-type": "text/html" }, body: "<html>It's not you, it's us.</html>" };
      case "hang":
        await this.#wait(how.ms ?? 2 ** 31 - 1);
        return undefined;
      default:
        return undefined;
    }
  }

  /** The answer to a call beyond what Slack answers in a minute. */
  #limit(method: string, args: Readonly<Record<string, unknown>>): Reply | undefined {
    const { settings, tiers, clock } = this.#state;
    const retryAfterS = settings.rateLimits ? tiers.take(method, args, clock.now()) : undefined;
    return retryAfterS === undefined ? undefined : rateLimited(retryAfterS);
  }

  async #wait(ms: number): Promise<void> {
    try {
      await pause(ms, undefined, { signal: this.#closing.signal });
    } catch {
      // The workspace is closing.
    }
  }

  close(): void {
    this.#closing.abort();
  }
}

function rateLimited(retryAfterS: number): Reply {
  return {
    status: 429,
    headers: { "retry-after": String(retryAfterS) },
    body: { ok: false, error: "ratelimited" },
  };
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  if (response.destroyed) return;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers }).end(text);
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
