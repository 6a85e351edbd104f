// Clerk's own client against the sandbox: neither was written with the other in mind.
import { createClerkClient } from "@clerk/backend";
import { expect, test } from "vitest";
import { actor, alice, bob, raise } from "./product.js";

async function withSdk() {
  const stage = await raise();
  const sdk = createClerkClient({ secretKey: stage.clerk.secretKey, apiUrl: stage.clerk.url });
  return { ...stage, sdk };
}

test("it creates an actor token; additionalProperties goes out literally, inside the actor", async () => {
  const { clerk, sdk } = await withSdk();
  const made = await sdk.actorTokens.create({
    userId: bob.id,
    actor: { sub: alice.id, additionalProperties: { request_id: "req_1" } },
    expiresInSeconds: 600,
    sessionMaxDurationInSeconds: 1200,
  });
  expect(made).toMatchObject({ status: "pending", userId: bob.id, url: clerk.actorTokens[0]?.url });
  expect(clerk.calls).toMatchObject([
    {
      method: "POST",
      path: "/v1/actor_tokens",
      headers: { "clerk-api-version": "2026-05-12" },
      status: 200,
    },
  ]);
  expect(clerk.calls[0]?.body).toEqual({
    user_id: bob.id,
    actor: { sub: alice.id, additionalProperties: { request_id: "req_1" } },
    expires_in_seconds: 600,
    session_max_duration_in_seconds: 1200,
  });
});

test("it revokes a pending token, and reads Clerk's words where that is too late", async () => {
  const { clerk, create, sdk } = await withSdk();
  const { id, url } = await create();
  expect(await sdk.actorTokens.revoke(id)).toMatchObject({ id, status: "revoked" });
  expect(clerk.calls.at(-1)).toMatchObject({
    method: "POST",
    path: `/v1/actor_tokens/${id}/revoke`,
    query: {},
    status: 200,
  });
  expect(clerk.browser().open(url).ok).toBe(false);
  await expect(sdk.actorTokens.revoke(id)).rejects.toMatchObject({
    status: 400,
    clerkTraceId: expect.any(String),
    errors: [
      { code: "actor_token_cannot_be_revoked_code", longMessage: expect.stringContaining("its status is revoked") },
    ],
  });
});

test("it lists a user's sessions page by page and revokes one", async () => {
  const { clerk, create, sdk } = await withSdk();
  clerk.startSession(bob.id);
  clerk.browser({ city: "Paris" }).open((await create()).url);
  const page = await sdk.sessions.getSessionList({ userId: bob.id, limit: 1 });
  expect(page).toMatchObject({ totalCount: 2, data: [{ userId: bob.id, actor, latestActivity: { city: "Paris" } }] });
  expect(clerk.calls.at(-1)).toMatchObject({
    method: "GET",
    path: "/v1/sessions",
    query: { user_id: bob.id, limit: "1", paginated: "true" },
  });
  const id = page.data[0]?.id ?? "";
  expect(await sdk.sessions.revokeSession(id)).toMatchObject({ id, status: "revoked" });
  expect(clerk.calls.at(-1)).toMatchObject({ method: "POST", path: `/v1/sessions/${id}/revoke`, status: 200 });
});

test.each([
  ["an address", { emailAddress: [bob.email] }, { email_address: bob.email }],
  ["a username", { username: [bob.username] }, { username: bob.username }],
])("it finds a user by %s", async (_what, filter, query) => {
  const { clerk, sdk } = await withSdk();
  const { data, totalCount } = await sdk.users.getUserList(filter);
  expect({ ids: data.map(({ id }) => id), totalCount }).toEqual({ ids: [bob.id], totalCount: 1 });
  expect(clerk.calls.map(({ path }) => path).sort()).toEqual(["/v1/users", "/v1/users/count"]);
  for (const call of clerk.calls) expect(call.query).toMatchObject(query);
});

test("it gets a user, and a 404 for nobody", async () => {
  const { clerk, sdk } = await withSdk();
  const user = await sdk.users.getUser(bob.id);
  expect(user).toMatchObject({ fullName: "Bob Brown", banned: false, locked: false });
  expect(user.primaryEmailAddress).toMatchObject({ emailAddress: bob.email, verification: { status: "verified" } });
  expect(clerk.calls).toMatchObject([{ method: "GET", path: `/v1/users/${bob.id}`, query: {}, body: undefined }]);
  await expect(sdk.users.getUser("user_2nobody")).rejects.toMatchObject({
    status: 404,
    errors: [{ code: "resource_not_found" }],
  });
});

test("it reads how long to wait from a rate limit", async () => {
  const { clerk, sdk } = await withSdk();
  clerk.fail({ operation: "users.get", times: 1, when: "before", how: { kind: "rate_limit", retryAfterS: 7 } });
  await expect(sdk.users.getUser(bob.id)).rejects.toMatchObject({ status: 429, retryAfter: 7 });
});
