// Each fault that Clerk can have, met by each operation: what the bot takes it for, and that no secret comes out with it.
import { describe, expect, test } from "vitest";
import { mayHaveHappened, type Problem } from "../../src/impersonation/model/errors.js";
import { type How, impersonationLimitReached, planLacksImpersonation } from "../../src/sandbox/clerk/faults.js";
import { bob, raise } from "./emulated-clerk.js";
import { expectNoSecret, failure } from "./failure.js";
import { key } from "./fixtures.js";
import { operations } from "./operations.js";

const inHtml = (status: number): How => ({ kind: "status", status });
const byClerk = (status: number, code: string, message = code): How => ({ kind: "clerk_error", status, code, message });

const refusals: [string, How, Problem][] = [
  ["a plan without impersonation", planLacksImpersonation, { code: "clerk_plan" }],
  ["402 in HTML", inHtml(402), { code: "clerk_plan" }],
  ["impersonations that are used up", impersonationLimitReached, { code: "clerk_limit" }],
  [
    "422 that is plain validation",
    byClerk(422, "form_param_value_invalid"),
    { code: "clerk_refused", clerkCode: "form_param_value_invalid" },
  ],
  ["401", byClerk(401, "clerk_key_invalid"), { code: "clerk_key" }],
  ["401 in HTML", inHtml(401), { code: "clerk_key" }],
  ["404", byClerk(404, "resource_not_found"), { code: "clerk_not_found" }],
  ["a rate limit", { kind: "rate_limit", retryAfterS: 7 }, { code: "clerk_rate_limited", retryAfterMs: 7_000 }],
  ["a rate limit in HTML", inHtml(429), { code: "clerk_rate_limited", retryAfterMs: 1_000 }],
  ["403 in HTML", inHtml(403), { code: "clerk_refused", clerkCode: "http_403" }],
  [
    "a refusal that repeats secrets",
    byClerk(409, "odd", `Bearer ${key} may not ask for ${bob.email}`),
    { code: "clerk_refused", clerkCode: "odd" },
  ],
];

/** After these nobody knows whether the effect happened. */
const uncertainties: [string, How, Problem][] = [
  ["500", byClerk(500, "internal_clerk_error"), { code: "clerk_unavailable" }],
  ["502 in HTML", inHtml(502), { code: "clerk_unavailable" }],
  ["503 in HTML", inHtml(503), { code: "clerk_unavailable" }],
  ["404 in HTML, as a gateway says it", inHtml(404), { code: "clerk_unavailable" }],
  ["a dropped connection", { kind: "drop" }, { code: "clerk_timeout" }],
  ["a connection that hangs and is dropped", { kind: "hang", ms: 5 }, { code: "clerk_timeout" }],
  ["nonsense", { kind: "nonsense" }, { code: "clerk_malformed" }],
];

describe.each(operations)("$name", ({ name, given, does, happened }) => {
  test.each([...refusals, ...uncertainties])(
    "that meets %s, before or after its effect, is told so, once, without a secret",
    async (_, how, problem) => {
      const stage = await raise();
      const { clerk, api } = stage;
      for (const when of ["before", "after"] as const) {
        const id = await given(stage);
        const asked = clerk.calls.length;
        // A look-up whose connection breaks is asked a second time.
        const times = happened === undefined && (how.kind === "drop" || how.kind === "hang") ? 2 : 1;
        clerk.fail({ operation: name, times, when, how });
        const error = await failure(does(api, id));
        expect(error.problem).toEqual(problem);
        if (happened !== undefined) expect(happened(clerk, id)).toBe(when === "after");
        expect(clerk.calls).toHaveLength(asked + times);
        expectNoSecret(stage, error);
      }
    },
  );
});

test.each(refusals)("after %s, nothing has happened", (_, __, problem) => {
  expect(mayHaveHappened(problem)).toBe(false);
});

test.each(uncertainties)("after %s, the effect may have happened", (_, __, problem) => {
  expect(mayHaveHappened(problem)).toBe(true);
});

test("Clerk's own rate limit says how long to wait", async () => {
  const { api } = await raise(key, { rateLimit: 1 });
  await api.users.get(bob.id);
  const { problem } = await failure(api.users.get(bob.id));
  expect(problem).toEqual({ code: "clerk_rate_limited", retryAfterMs: 10_000 });
});

test("a key that Clerk does not know appears in nothing", async () => {
  const stage = await raise("sk_test_alsoNeverToBeSeen");
  const error = await failure(stage.api.users.get(bob.id));
  expect(error.problem).toEqual({ code: "clerk_key" });
  expectNoSecret(stage, error);
});
