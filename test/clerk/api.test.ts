import { expect, test } from "vitest";
import { type ClerkApi, createClerkApi } from "../../src/clerk/api.js";
import { hurriedClock, network, now, recordedLog, secretKey, wireSession, wireToken, wireUser } from "./fixtures.js";
import { clerkErrors, type Reply, scriptedClerk } from "./scripted-clerk.js";

async function api(replies: readonly Reply[]) {
  const clerk = await scriptedClerk(replies);
  const { log } = recordedLog();
  return { clerk, api: createClerkApi({ baseUrl: clerk.url, secretKey, clock: hurriedClock(), log, network }) };
}

const order = {
  user_id: "user_bob",
  actor: { sub: "user_alice", iss: "understudy", request_id: "req_1" },
  expires_in_seconds: 600,
  session_max_duration_in_seconds: 1_800,
};

const operations: [string, (api: ClerkApi) => Promise<unknown>, unknown, object][] = [
  [
    "actorTokens.create",
    (api) => api.actorTokens.create(order, 1_000),
    wireToken(),
    { method: "POST", path: "/v1/actor_tokens", query: {}, body: order },
  ],
  [
    "actorTokens.revoke",
    (api) => api.actorTokens.revoke("act_1"),
    wireToken({ status: "revoked" }),
    { method: "POST", path: "/v1/actor_tokens/act_1/revoke", query: {}, body: undefined },
  ],
  [
    "sessions.list",
    (api) => api.sessions.list({ userId: "user_bob", limit: 500, offset: 480 }),
    [wireSession()],
    { method: "GET", path: "/v1/sessions", query: { user_id: "user_bob", limit: "500", offset: "480" } },
  ],
  [
    "sessions.revoke",
    (api) => api.sessions.revoke("sess_1"),
    wireSession({ status: "revoked" }),
    { method: "POST", path: "/v1/sessions/sess_1/revoke", query: {}, body: undefined },
  ],
  [
    "users.list by email",
    (api) => api.users.list({ emailAddress: ["bob@customer.com"] }),
    [wireUser()],
    { method: "GET", path: "/v1/users", query: { email_address: "bob@customer.com", limit: "500" } },
  ],
  [
    "users.list by username",
    (api) => api.users.list({ username: ["bob"] }),
    [wireUser()],
    { method: "GET", path: "/v1/users", query: { username: "bob", limit: "500" } },
  ],
  ["users.probe", (api) => api.users.probe(1_000), [{}], { method: "GET", path: "/v1/users", query: { limit: "1" } }],
  [
    "users.get",
    (api) => api.users.get("user_bob"),
    wireUser(),
    { method: "GET", path: "/v1/users/user_bob", query: {} },
  ],
];

test.each(operations)("%s asks Clerk exactly one thing", async (_, operate, json, asked) => {
  const { clerk, api: client } = await api([{ status: 200, json }]);
  await operate(client);
  expect(clerk.calls).toMatchObject([asked]);
});

test("the link of a new token is a secret, and its ticket is not kept", async () => {
  const { api: client } = await api([{ status: 200, json: wireToken() }]);
  const token = await client.actorTokens.create(order, 1_000);
  expect(Object.keys(token).sort()).toEqual(["created_at", "id", "url", "user_id"]);
  expect(JSON.stringify(token)).toBe(`{"id":"act_1","user_id":"user_bob","created_at":${now},"url":"[secret]"}`);
});

test.each([
  ["accepted", "already_accepted"],
  ["revoked", "already_revoked"],
  // Whatever it is: go and look at the sessions.
  ["frozen", "already_accepted"],
] as const)("revoking a token that Clerk calls %s answers %s", async (status, outcome) => {
  const sentence = `Actor token cannot be revoked because its status is ${status}. Only pending tokens can be revoked.`;
  const refusal = { status: 400, json: clerkErrors("actor_token_cannot_be_revoked_code", sentence) };
  const { api: client } = await api([refusal]);
  expect(await client.actorTokens.revoke("act_1")).toBe(outcome);
});

test.each(["", ".", "..", "../users", "user_bob/ban", "user_bob?x", "user bob", "user_bøb"])(
  "an id of %j is looked for nowhere",
  async (id) => {
    const { api: client } = await api([]);
    await expect(client.users.get(id)).rejects.toThrow("clerk_not_found");
    await expect(client.actorTokens.revoke(id)).rejects.toThrow("clerk_not_found");
    await expect(client.sessions.revoke(id)).rejects.toThrow("clerk_not_found");
  },
);
