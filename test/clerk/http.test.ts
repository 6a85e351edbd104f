import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ClerkTime } from "../../src/clerk/clerk-time.js";
import { connectClerk } from "../../src/clerk/http.js";
import type { Problem } from "../../src/impersonation/model/errors.js";
import { failure } from "./failure.js";
import { hurriedClock, key, network, recordedLog, secretKey } from "./fixtures.js";
import { clerkErrors, type Reply, scriptedClerk } from "./scripted-clerk.js";

const answer = z.object({ fine: z.literal(true) });
const fine: Reply = { status: 200, json: { fine: true } };

async function connected(replies: readonly Reply[]) {
  const clerk = await scriptedClerk(replies);
  const { log, lines } = recordedLog();
  const clock = hurriedClock();
  const time = new ClerkTime(clock);
  return { clerk, lines, time, call: connectClerk({ baseUrl: clerk.url, secretKey, clock, time, log, network }) };
}

test("every call carries the key and the version of Clerk's API that we know", async () => {
  const { clerk, call } = await connected([fine]);
  await call({ method: "GET", path: "/v1/users", answer });
  expect(clerk.calls[0]?.headers).toMatchObject({ authorization: `Bearer ${key}`, "clerk-api-version": "2026-05-12" });
});

test("a plus and an ampersand in an email reach Clerk as they are", async () => {
  const { clerk, call } = await connected([fine]);
  await call({ method: "GET", path: "/v1/users", query: { email_address: "bob+a&b=c@customer.com" }, answer });
  expect(clerk.calls[0]?.query).toEqual({ email_address: "bob+a&b=c@customer.com" });
});

const failures: [string, Reply, Problem][] = [
  ["a wrong key", { status: 401, json: clerkErrors("clerk_key_invalid") }, { code: "clerk_key" }],
  ["402", { status: 402, json: clerkErrors("anything") }, { code: "clerk_plan" }],
  [
    "a plan without impersonation",
    { status: 403, json: clerkErrors("unsupported_subscription_plan_features") },
    { code: "clerk_plan" },
  ],
  [
    "impersonations used up",
    { status: 422, json: clerkErrors("impersonation_limit_exceeded") },
    { code: "clerk_limit" },
  ],
  [
    "422 that is plain validation",
    { status: 422, json: clerkErrors("form_param_invalid") },
    { code: "clerk_refused", clerkCode: "form_param_invalid" },
  ],
  ["something unknown to Clerk", { status: 404, json: clerkErrors("resource_not_found") }, { code: "clerk_not_found" }],
  [
    "a rate limit",
    { status: 429, headers: { "retry-after": "7" }, json: clerkErrors("too_many_requests") },
    { code: "clerk_rate_limited", retryAfterMs: 7_000 },
  ],
  ["a rate limit without words", { status: 429 }, { code: "clerk_rate_limited", retryAfterMs: 1_000 }],
  ["a refusal without a code", { status: 418 }, { code: "clerk_refused", clerkCode: "http_418" }],
  ["a refusal in HTML", { status: 400, body: "<html>" }, { code: "clerk_refused", clerkCode: "http_400" }],
  [
    "a code full of oddities",
    { status: 400, json: clerkErrors(`<b>odd_1${"x".repeat(90)}`) },
    { code: "clerk_refused", clerkCode: `bodd_1${"x".repeat(58)}` },
  ],
  ["500", { status: 500, json: clerkErrors("internal_clerk_error") }, { code: "clerk_unavailable" }],
  [
    "503 with a plan's code",
    { status: 503, json: clerkErrors("impersonation_limit_exceeded") },
    { code: "clerk_unavailable" },
  ],
  ["no answer in time", "never", { code: "clerk_timeout" }],
  ["half an answer in time", "stops half-way", { code: "clerk_timeout" }],
  ["a dropped connection", "drops the connection", { code: "clerk_timeout" }],
  ["a redirect", { status: 302, headers: { location: "https://elsewhere.example.com" } }, { code: "clerk_timeout" }],
  ["an answer that is no JSON", { status: 200, body: "fine" }, { code: "clerk_malformed" }],
  ["an answer of another shape", { status: 200, json: { fine: "maybe" } }, { code: "clerk_malformed" }],
  ["an empty answer", { status: 204 }, { code: "clerk_malformed" }],
];

describe.each(["GET", "POST"] as const)("a %s", (method) => {
  test.each(failures)(
    "that meets %s is told so, is not repeated unless it is a look-up over a dead connection, and gives no secret away",
    async (_, reply, problem) => {
      const twice = method === "GET" && reply === "drops the connection";
      const { call, lines } = await connected(twice ? [reply, reply] : [reply]);
      const query = { email_address: "bob@customer.com" };
      const timeoutMs = problem.code === "clerk_timeout" ? 250 : 5_000;
      const error = await failure(call({ method, path: "/v1/users", query, timeoutMs, answer }));
      expect(error.problem).toEqual(problem);
      expect(error.cause).toBeUndefined();
      expect(lines).toHaveLength(1);
      const told = [inspect(error, { depth: null, showHidden: true }), JSON.stringify(error), error.stack, ...lines];
      expect(told.join("\n")).not.toMatch(/neverToBeSeen|customer|Bearer/);
    },
  );
});

test("a Clerk that nobody can connect to counts as silent", async () => {
  const { log } = recordedLog();
  const clock = hurriedClock();
  const time = new ClerkTime(clock);
  const call = connectClerk({ baseUrl: "http://127.0.0.1:1", secretKey, clock, time, log, network });
  expect((await failure(call({ method: "GET", path: "/v1/users", answer }))).problem.code).toBe("clerk_timeout");
});

test("a refusal that the caller has a use for is a result", async () => {
  const { call } = await connected([{ status: 400, json: clerkErrors("not_fine", "Never was.") }]);
  const result = await call({
    method: "GET",
    path: "/v1/users",
    answer: z.string(),
    onRefusal: ({ codes, longMessage }) => `${codes} ${longMessage}`,
  });
  expect(result).toBe("not_fine Never was.");
});

test.each<[string, Reply, string]>([
  ["a success", fine, "info clerk POST /v1/actor_tokens/act_1/revoke 200 0ms"],
  [
    "a refusal",
    { status: 422, json: clerkErrors("impersonation_limit_exceeded") },
    "warn clerk POST /v1/actor_tokens/act_1/revoke 422 impersonation_limit_exceeded 0ms trace=trace_7f3k2",
  ],
  [
    "silence",
    "drops the connection",
    "warn clerk POST /v1/actor_tokens/act_1/revoke no answer 0ms host=HOST cause=UND_ERR_SOCKET",
  ],
])("%s leaves one line in the log", async (_, reply, line) => {
  const { clerk, call, lines } = await connected([reply]);
  await call({ method: "POST", path: "/v1/actor_tokens/act_1/revoke", body: { a: 1 }, answer }).catch(() => {});
  expect(lines).toEqual([`2026-11-23T14:00:00.000Z ${line.replace("HOST", new URL(clerk.url).host)}\n`]);
});
