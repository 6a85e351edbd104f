// The contract table for errors of every call: key, rate limit, unknown paths, bodies that are not JSON.
import { expect, test } from "vitest";
import { bob, raise } from "./product.js";

const wrongKeys: [string, Record<string, string>][] = [
  ["another key", { authorization: "Bearer sk_test_other" }],
  ["no key", {}],
  ["a key that is not a bearer", { authorization: "Basic sk_test_sandbox" }],
];

test.each(wrongKeys)("with %s Clerk answers 401 clerk_key_invalid", async (_what, headers) => {
  const { clerk } = await raise();
  const response = await fetch(`${clerk.url}/v1/users`, { headers });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({
    errors: [{ code: "clerk_key_invalid", message: expect.stringContaining("Clerk Secret Key is invalid") }],
    clerk_trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

test.each([
  ["GET", "/nothing"],
  ["GET", "/actor_tokens"],
  ["GET", "/actor_tokens/act_2x"],
  ["POST", "/users"],
  ["POST", "/sessions/sess_2x"],
  ["POST", "/sessions/sess_2x/revoke/again"],
] as const)("%s %s is no operation: 404 in Clerk's shape", async (method, path) => {
  const { call, refusal } = await raise();
  const { status, errors } = await refusal(call(method, path));
  expect(status).toBe(404);
  expect(errors).toMatchObject([{ code: "resource_not_found", long_message: expect.stringContaining(path) }]);
});

test("a path without the version is no operation", async () => {
  const { clerk } = await raise();
  const headers = { authorization: `Bearer ${clerk.secretKey}` };
  expect((await fetch(`${clerk.url}/users`, { headers })).status).toBe(404);
});

test.each([
  ["half a JSON object", '{"user_id":'],
  ["a list", "[]"],
  ["a word", '"bob"'],
  ["nothing", undefined],
])("a creation with %s as its body is answered 400 and makes nothing", async (_what, body) => {
  const { clerk, post, refusal } = await raise();
  const { status, errors } = await refusal(post("/actor_tokens", body));
  expect({ status, code: errors[0]?.code }).toEqual({ status: 400, code: "request_body_invalid" });
  expect(clerk.actorTokens).toEqual([]);
});

test.each([
  ["development", "sk_test_key", 100],
  ["production", "sk_live_key", 1000],
])(
  "a %s instance takes its requests in ten seconds, then answers 429 until they are over",
  async (_kind, secretKey, most) => {
    const { clock, get, refusal } = await raise({ secretKey });
    const path = `/users/${bob.id}`;
    for (let asked = 0; asked < most; asked += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => get(path)));
      expect(answers.every(({ status }) => status === 200)).toBe(true);
    }
    const late = await get(path);
    expect(late.status).toBe(429);
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(late.headers.get("retry-after"))).toBeLessThanOrEqual(10);
    expect((await refusal(get(path))).errors[0]?.code).toBe("too_many_requests");
    clock.advance(10_000);
    expect((await get(path)).status).toBe(200);
  },
);

test("the rate limit can be another one, or none", async () => {
  const strict = await raise({ rateLimit: 1 });
  expect([(await strict.get("/users")).status, (await strict.get("/users")).status]).toEqual([200, 429]);
  const open = await raise({ rateLimit: false });
  const answers = await Promise.all(Array.from({ length: 120 }, () => open.get("/users/count")));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
});

test("every answer has Clerk's time in its Date, a refusal too", async () => {
  const { clerk, clock } = await raise();
  clock.advance(3_600_000);
  for (const key of [clerk.secretKey, "sk_test_other"]) {
    const { headers } = await fetch(`${clerk.url}/v1/users`, { headers: { authorization: `Bearer ${key}` } });
    const date = Date.parse(headers.get("date") ?? "");
    expect(Math.abs(clock.now() - date)).toBeLessThan(2_000);
  }
});
