// Fault injection: what the caller gets, and whether the effect happened.
import { expect, test } from "vitest";
import { type How, impersonationLimitReached, planLacksImpersonation } from "../../../src/sandbox/clerk/faults.js";
import { actor, bob, raise } from "./product.js";

const order = { user_id: bob.id, actor };

test.each([
  ["the plan lacks impersonation", planLacksImpersonation, 402, "unsupported_subscription_plan_features"],
  ["the month's impersonations are used up", impersonationLimitReached, 422, "impersonation_limit_exceeded"],
])("when %s, no link is made until that is over", async (_what, how, status, code) => {
  const { clerk, post, refusal } = await raise();
  clerk.fail({ operation: "actor_tokens.create", when: "before", how });
  for (const _time of ["first", "again"]) {
    expect(await refusal(post("/actor_tokens", order))).toMatchObject({ status, errors: [{ code, meta: how.meta }] });
  }
  expect(clerk.actorTokens).toEqual([]);
  clerk.clearFaults();
  expect((await post("/actor_tokens", order)).status).toBe(200);
});

test("the limit says how many there are and how many are used", () => {
  expect(impersonationLimitReached.meta).toEqual({ limit: 5, used: 5 });
});

const answered: [string, How, number, unknown][] = [
  ["a bare status", { kind: "status", status: 503 }, 503, expect.stringContaining("503")],
  [
    "an error of Clerk's",
    { kind: "clerk_error", status: 403, code: "some_code", message: "some words", meta: { a: 1 } },
    403,
    { errors: [{ code: "some_code", message: "some words", long_message: "some words", meta: { a: 1 } }] },
  ],
  ["a rate limit", { kind: "rate_limit", retryAfterS: 7 }, 429, { errors: [{ code: "too_many_requests" }] }],
  ["nonsense", { kind: "nonsense" }, 200, '{"object":"surprise"'],
];

test.each(answered)("%s comes instead of the answer, before or after the effect", async (_what, how, status, body) => {
  const { clerk, post } = await raise();
  for (const when of ["before", "after"] as const) {
    clerk.fail({ operation: "actor_tokens.create", times: 1, when, how });
    const answer = await post("/actor_tokens", order);
    expect(answer.status).toBe(status);
    if (typeof body === "object" && body !== null && "errors" in body) expect(answer.json).toMatchObject(body);
    else expect(answer.json).toEqual(body);
    if (how.kind === "rate_limit") expect(answer.headers.get("retry-after")).toBe("7");
    expect(clerk.actorTokens).toHaveLength(when === "before" ? 0 : 1);
  }
});

test.each([
  ["drop", { kind: "drop" }],
  ["hang for a while", { kind: "hang", ms: 20 }],
] as const)("a call can %s: no answer, and with `after` an effect", async (_what, how) => {
  const { clerk, post } = await raise();
  for (const when of ["before", "after"] as const) {
    clerk.fail({ operation: "actor_tokens.create", times: 1, when, how });
    await expect(post("/actor_tokens", order)).rejects.toThrow("fetch failed");
    expect(clerk.actorTokens).toHaveLength(when === "before" ? 0 : 1);
  }
  expect(clerk.calls.map(({ lost, status }) => [lost, status])).toEqual([
    ["dropped", undefined],
    ["dropped", undefined],
  ]);
});

test("a call that hangs ends when its caller gives up, and is recorded as abandoned", async () => {
  const { clerk } = await raise();
  clerk.fail({ operation: "users.list", when: "before", how: { kind: "hang" } });
  const patience = new AbortController();
  const call = fetch(`${clerk.url}/v1/users`, {
    headers: { authorization: `Bearer ${clerk.secretKey}` },
    signal: patience.signal,
  });
  await clerk.until("the call is under way", () => clerk.calls.length === 1);
  patience.abort();
  await expect(call).rejects.toThrow("aborted");
  await clerk.until("it is given up", () => clerk.calls[0]?.lost === "abandoned_by_caller");
});

test("a delayed call is carried out late, or answered late", async () => {
  const { clerk, post } = await raise();
  clerk.fail({ operation: "actor_tokens.create", times: 1, when: "before", how: { kind: "delay", ms: 40 } });
  const late = post("/actor_tokens", order);
  await clerk.until("the call is under way", () => clerk.calls.length === 1);
  expect(clerk.actorTokens).toHaveLength(0);
  expect((await late).status).toBe(200);
  clerk.fail({ operation: "actor_tokens.create", times: 1, when: "after", how: { kind: "delay", ms: 40 } });
  const answeredLate = post("/actor_tokens", order);
  await clerk.until("its effect shows", () => clerk.actorTokens.length === 2);
  expect(clerk.calls[1]?.status).toBeUndefined();
  expect((await answeredLate).status).toBe(200);
});

test("a fault affects only its operation, as many times as requested, in order", async () => {
  const { clerk, get } = await raise();
  clerk.fail({ operation: "users.get", times: 2, when: "before", how: { kind: "status", status: 500 } });
  clerk.fail({ operation: "*", times: 1, when: "before", how: { kind: "status", status: 502 } });
  const paths = ["/users/user_2bob", "/users", "/users/user_2bob", "/users/user_2bob", "/users/count"];
  const statuses: number[] = [];
  for (const path of paths) statuses.push((await get(path)).status);
  expect(statuses).toEqual([500, 502, 500, 200, 200]);
});

test("every answer can take longer", async () => {
  const { clerk, get } = await raise();
  clerk.latencyMs = 30;
  await Promise.all(Array.from({ length: 20 }, () => get("/users")));
  expect(clerk.calls.every(({ durationMs }) => (durationMs ?? 0) >= 25)).toBe(true);
});
