// One call to Clerk's Backend API: returns a validated answer, or throws an error that carries no secret.
import { type $Fetch, createFetch } from "ofetch";
import type { z } from "zod";
import { ImpersonationError } from "../impersonation/model/errors.js";
import type { Secret } from "../impersonation/model/secret.js";
import type { Clock } from "../impersonation/ports/clock.js";
import type { Log, LogFields } from "../runtime/log.js";
import { type Network, repeatingLookUps } from "../runtime/network.js";
import { causeOf } from "../runtime/network-failure.js";
import type { ClerkTime } from "./clerk-time.js";
import { clerkProblem, type Refusal, readRefusal } from "./refusal.js";

export interface ClerkAccess {
  /** Without `/v1` and without a trailing slash. */
  readonly baseUrl: string;
  readonly secretKey: Secret;
  readonly clock: Clock;
  /** Learns from each answer, whatever it is. */
  readonly time: ClerkTime;
  readonly log: Log;
  readonly network: Network;
}

export interface Call<T> {
  readonly method: "GET" | "POST";
  /** Is logged, so it holds ids at most; anything that may name a person belongs in `query`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
  readonly answer: z.ZodType<T>;
  /** Returns the result where the refusal is an expected outcome, or undefined to throw it. */
  readonly onRefusal?: (refusal: Refusal) => T | undefined;
}

type CallClerk = <T>(call: Call<T>) => Promise<T>;

const defaultTimeoutMs = 8_000;
// The API version that the schemas in `api.ts` follow.
const apiVersion = "2026-05-12";

/**
 * Every failure is an `ImpersonationError` with one of the `clerk_…` codes. No call is repeated but a GET, once, where
 * its connection turns out dead.
 */
export function connectClerk({ baseUrl, secretKey, clock, time, log, network }: ClerkAccess): CallClerk {
  const { host } = new URL(baseUrl);
  const request = createFetch({ fetch: repeatingLookUps(network.fetch, (_url, init) => init?.method === "GET") });
  return async (call) => {
    const { method, path } = call;
    const startedAt = clock.now();
    const note = (level: "debug" | "info" | "warn", outcome: string, fields: LogFields = {}) =>
      log[level](`clerk ${method} ${path} ${outcome} ${clock.now() - startedAt}ms`, fields);

    const response = await send(request, baseUrl, secretKey, call);
    if ("cause" in response) {
      note("warn", "no answer", { host, cause: response.cause });
      throw new ImpersonationError({ code: "clerk_timeout" });
    }
    const { status, headers, text } = response;
    time.learn(headers.get("date"), startedAt);
    if (status >= 400) {
      const refusal = readRefusal(status, headers.get("retry-after"), parseJson(text), clock.now());
      const result = call.onRefusal?.(refusal);
      note(result === undefined ? "warn" : "info", `${status} ${refusal.codes[0] ?? "no code"}`, {
        trace: refusal.trace,
      });
      if (result !== undefined) return result;
      throw new ImpersonationError(clerkProblem(refusal));
    }
    const answer = call.answer.safeParse(parseJson(text));
    if (!answer.success) {
      note("warn", `${status} unreadable`);
      throw new ImpersonationError({ code: "clerk_malformed" });
    }
    note(method === "GET" ? "debug" : "info", String(status));
    return answer.data;
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** With the cause where no complete answer came in time. */
async function send(
  request: $Fetch,
  baseUrl: string,
  secretKey: Secret,
  call: Call<unknown>,
): Promise<Answer | { readonly cause: string }> {
  try {
    const search = call.query === undefined ? "" : `?${searchParams(call.query)}`;
    const response = await request.raw(`${baseUrl}${call.path}${search}`, {
      method: call.method,
      headers: { Authorization: `Bearer ${secretKey.reveal()}`, "Clerk-API-Version": apiVersion },
      ...(call.body && { body: call.body }),
      responseType: "text",
      // ofetch's own timeout ends with the headers; this one covers the body too.
      signal: AbortSignal.timeout(Math.ceil(call.timeoutMs ?? defaultTimeoutMs)),
      // ofetch retries a GET by default.
      retry: 0,
      // The key must not be sent to wherever a redirect leads.
      redirect: "error",
      ignoreResponseError: true,
    });
    return { status: response.status, headers: response.headers, text: response._data ?? "" };
  } catch (error) {
    // The rest is dropped: ofetch's error carries the request's headers, and so the key.
    return { cause: causeOf(error) };
  }
}

function searchParams(query: NonNullable<Call<unknown>["query"]>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) for (const value of [values].flat()) search.append(name, value);
  return search;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
