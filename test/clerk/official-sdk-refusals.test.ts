// What Clerk refuses to its own SDK, it refuses to the bot's client, which makes of it what the bot has words for.
import { expect, test } from "vitest";
import { z } from "zod";
import type { ClerkApi } from "../../src/clerk/api.js";
import { ImpersonationError, type Problem } from "../../src/impersonation/model/errors.js";
import { type How, impersonationLimitReached, planLacksImpersonation } from "../../src/sandbox/clerk/faults.js";
import { acceptedToken, bob, order, raise, revokedToken, type Stage } from "./emulated-clerk.js";
import { key } from "./fixtures.js";
import { createSdkApi } from "./sdk-client.js";
import { asTheSdkSends, heard } from "./sent.js";

interface Refused {
  readonly key?: string;
  /** The id to ask about. */
  readonly given: string | ((stage: Stage) => Promise<string> | string);
  readonly does: (api: ClerkApi, id: string) => Promise<unknown>;
  /** As Clerk tells the SDK. */
  readonly sdk: { readonly status: number; readonly codes: readonly string[]; readonly retryAfter?: number };
  /** As the bot's client has it. */
  readonly ours: { readonly came: unknown } | { readonly problem: Problem };
}

/** bob's id, at a Clerk that refuses whatever is asked. */
const bobWhile =
  (how: How) =>
  ({ clerk }: Stage) => {
    clerk.fail({ operation: "*", when: "before", how });
    return bob.id;
  };
const create = (api: ClerkApi, userId: string) => api.actorTokens.create({ ...order, user_id: userId }, 5_000);
const notFound = { status: 404, codes: ["resource_not_found"] };
const unknown = { problem: { code: "clerk_not_found" } } as const;
const tooLate = { status: 400, codes: ["actor_token_cannot_be_revoked_code"] };
const revokeToken = (api: ClerkApi, id: string) => api.actorTokens.revoke(id);
const getUser = (api: ClerkApi, id: string) => api.users.get(id);

const refusals: Record<string, Refused> = {
  "revoking a token that was opened": {
    given: acceptedToken,
    does: revokeToken,
    sdk: tooLate,
    ours: { came: "already_accepted" },
  },
  "revoking a token again": { given: revokedToken, does: revokeToken, sdk: tooLate, ours: { came: "already_revoked" } },
  "revoking an unknown token": { given: "act_none", does: revokeToken, sdk: notFound, ours: unknown },
  "revoking an unknown session": {
    given: "sess_none",
    does: (api, id) => api.sessions.revoke(id),
    sdk: notFound,
    ours: unknown,
  },
  "getting an unknown user": { given: "user_none", does: getUser, sdk: notFound, ours: unknown },
  "a token for an unknown user": {
    given: "user_none",
    does: create,
    sdk: { status: 422, codes: ["form_resource_not_found"] },
    // No published code says "that user is gone": what it was is found out by looking the user up.
    ours: { problem: { code: "clerk_refused", clerkCode: "form_resource_not_found" } },
  },
  "a wrong key": {
    key: "sk_test_other",
    given: bob.id,
    does: getUser,
    sdk: { status: 401, codes: ["clerk_key_invalid"] },
    ours: { problem: { code: "clerk_key" } },
  },
  "a plan without impersonation": {
    given: bobWhile(planLacksImpersonation),
    does: create,
    sdk: { status: 402, codes: ["unsupported_subscription_plan_features"] },
    ours: { problem: { code: "clerk_plan" } },
  },
  "impersonations that are used up": {
    given: bobWhile(impersonationLimitReached),
    does: create,
    sdk: { status: 422, codes: ["impersonation_limit_exceeded"] },
    ours: { problem: { code: "clerk_limit" } },
  },
  "a rate limit": {
    given: bobWhile({ kind: "rate_limit", retryAfterS: 7 }),
    does: getUser,
    sdk: { status: 429, codes: ["too_many_requests"], retryAfter: 7 },
    ours: { problem: { code: "clerk_rate_limited", retryAfterMs: 7_000 } },
  },
};

const sdkError = z.object({
  status: z.number(),
  clerkTraceId: z.string().regex(/^[0-9a-f]{32}$/),
  errors: z.array(z.object({ code: z.string() })),
  retryAfter: z.number().optional(),
});

test.each(Object.entries(refusals))("%s is refused to both alike", async (_, { given, does, sdk, ours, ...caller }) => {
  const stage = await raise(caller.key);
  const { clerk, api } = stage;
  const sdkApi = createSdkApi(clerk.url, caller.key ?? key);
  const id = typeof given === "string" ? given : await given(stage);
  const outcome = (client: ClerkApi) =>
    does(client, id).then(
      (came) => ({ came }),
      (error: unknown) => ({ error }),
    );

  const ourOwn = await heard(clerk, id, () => outcome(api));
  const theirs = await heard(clerk, id, () => outcome(sdkApi));

  expect(readOurs(ourOwn.came)).toEqual(ours);
  expect(readTheirs(theirs.came)).toEqual(sdk);
  expect(theirs.sent).toEqual(ourOwn.sent.flatMap(asTheSdkSends));
});

function readOurs(outcome: { came: unknown } | { error: unknown }): unknown {
  if (!("error" in outcome)) return outcome;
  return outcome.error instanceof ImpersonationError ? { problem: outcome.error.problem } : outcome;
}

function readTheirs(outcome: { came: unknown } | { error: unknown }): unknown {
  if (!("error" in outcome)) return outcome;
  const { status, errors, retryAfter } = sdkError.parse(outcome.error);
  return { status, codes: errors.map(({ code }) => code), ...(retryAfter !== undefined && { retryAfter }) };
}
