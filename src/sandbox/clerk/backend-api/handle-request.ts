// Handles a Backend API request in Clerk's order: key, rate limit, route, fault, effect.
import type { Call } from "../calls.js";
import type { Faults } from "../faults.js";
import type { State } from "../state.js";
import type { RateLimit } from "./rate-limit.js";
import { bodyInvalid, keyInvalid, notFound, Refusal, rateLimited } from "./refusal.js";
import { faultReply, json, type Reply, refused } from "./reply.js";
import { type Route, routeOf } from "./routes.js";

export interface BackendApi {
  readonly state: State;
  readonly faults: Faults;
  readonly baseUrl: string;
  readonly secretKey: string;
  /** The product's sign-in page, to which a link redirects. */
  readonly signInUrl: string | undefined;
  /** Undefined if the limit is switched off. */
  rateLimit(): RateLimit | undefined;
  latencyMs(): number;
  onlySubAndIss(): boolean;
  /** Waits in real time, since network latency is real time for the caller. Rejects when the instance closes. */
  wait(ms: number): Promise<void>;
}

interface ApiRequest {
  readonly call: Call;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly bodyText: string;
}

/** The answer; undefined to drop the connection. */
export async function answer(api: BackendApi, request: ApiRequest): Promise<Reply | undefined> {
  const { method, path } = request.call;
  if (api.latencyMs() > 0) await api.wait(api.latencyMs());
  if (request.authorization !== `Bearer ${api.secretKey}`) return refused(keyInvalid());
  const waitS = api.rateLimit()?.take() ?? 0;
  if (waitS > 0) return refused(rateLimited(waitS));
  const route = routeOf(method, path);
  if (route === undefined) return refused(notFound(`The sandbox has no ${method} ${path}.`));
  return withFaults(api, route, request.call, () => perform(api, route, request));
}

async function withFaults(api: BackendApi, route: Route, call: Call, perform: () => Reply): Promise<Reply | undefined> {
  const fault = api.faults.take(route.operation);
  if (fault === undefined) return perform();
  const { how, when } = fault;
  call.fault = how.kind;
  const real = when === "after" ? perform() : undefined;
  if (how.kind === "hang") await api.wait(how.ms ?? Number.POSITIVE_INFINITY);
  if (how.kind !== "delay") return faultReply(how);
  await api.wait(how.ms);
  return real ?? perform();
}

function perform(api: BackendApi, route: Route, { query, bodyText }: ApiRequest): Reply {
  const { state, baseUrl } = api;
  try {
    const context = { state, baseUrl, onlySubAndIss: api.onlySubAndIss(), id: route.id, query };
    return json(200, route.run({ ...context, body: parsed(bodyText) }));
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw bodyInvalid();
  }
}
