// Clerk's own SDK as the judge of our client: same calls, same results.
import { createClerkClient } from "@clerk/backend";
import { expect, test } from "vitest";
import { z } from "zod";
import { type ClerkApi, createClerkApi } from "../../src/clerk/api.js";
import { hurriedClock, key, link, now, recordedLog, secretKey, wireSession, wireToken, wireUser } from "./fixtures.js";
import { type HeardCall, type Reply, scriptedClerk } from "./scripted-clerk.js";

type Sdk = ReturnType<typeof createClerkClient>;

/** What the SDK sends beyond what it is asked for. */
const sdkExtras = {
  call: "/v1/users/count",
  query: "paginated",
  // It sends this key of its own interface as it is, where Clerk means the properties themselves.
  actorKey: "additionalProperties",
};

const session = wireSession({ actor: { sub: "user_alice", iss: "understudy", request_id: "req_1" } });
const answers: Record<string, unknown> = {
  "POST /v1/actor_tokens": wireToken(),
  "POST /v1/actor_tokens/act_1/revoke": wireToken({ status: "revoked" }),
  "GET /v1/sessions": [session],
  "POST /v1/sessions/sess_1/revoke": { ...session, status: "revoked" },
  "GET /v1/users": [wireUser()],
  "GET /v1/users/count": { object: "total_count", total_count: 1 },
  "GET /v1/users/user_bob": wireUser(),
};

function answer({ method, path, query }: HeardCall): Reply {
  const json = answers[`${method} ${path}`];
  if (json === undefined) return { status: 404 };
  return { status: 200, json: query[sdkExtras.query] === "true" ? { data: json, total_count: 1 } : json };
}

interface Operation {
  ours(api: ClerkApi): Promise<unknown>;
  theirs(sdk: Sdk): Promise<unknown>;
  result: unknown;
}

const actor = { iss: "understudy", request_id: "req_1" };
const bob = {
  id: "user_bob",
  name: "Bob Brown",
  emails: [["bob@customer.com", "verified"]],
  banned: false,
  locked: false,
};

const operations: Record<string, Operation> = {
  "actorTokens.create": {
    async ours(api) {
      const token = await api.actorTokens.create(
        {
          user_id: "user_bob",
          actor: { sub: "user_alice", ...actor },
          expires_in_seconds: 600,
          session_max_duration_in_seconds: 1_800,
        },
        5_000,
      );
      return { id: token.id, userId: token.user_id, createdAt: token.created_at, url: token.url?.reveal() };
    },
    async theirs(sdk) {
      const { id, userId, createdAt, url } = await sdk.actorTokens.create({
        userId: "user_bob",
        actor: { sub: "user_alice", additionalProperties: actor },
        expiresInSeconds: 600,
        sessionMaxDurationInSeconds: 1_800,
      });
      return { id, userId, createdAt, url };
    },
    result: { id: "act_1", userId: "user_bob", createdAt: now, url: link },
  },
  "actorTokens.delete": {
    ours: async (api) => (await api.actorTokens.delete("act_1")) === "deleted",
    theirs: async (sdk) => (await sdk.actorTokens.revoke("act_1")).status === "revoked",
    result: true,
  },
  "sessions.list": {
    async ours(api) {
      const sessions = await api.sessions.list({ userId: "user_bob", limit: 500, offset: 20 });
      return sessions.map((one) => [one.id, one.status, one.created_at, one.expire_at, one.actor]);
    },
    async theirs(sdk) {
      const { data } = await sdk.sessions.getSessionList({ userId: "user_bob", limit: 500, offset: 20 });
      return data.map((one) => [one.id, one.status, one.createdAt, one.expireAt, one.actor]);
    },
    result: [["sess_1", "active", now, now + 1_800_000, { sub: "user_alice", ...actor }]],
  },
  "sessions.revoke": {
    ours: async (api) => (await api.sessions.revoke("sess_1")).status,
    theirs: async (sdk) => (await sdk.sessions.revokeSession("sess_1")).status,
    result: "revoked",
  },
  "users.list by email": {
    ours: async (api) => (await api.users.list({ emailAddress: "bob+1@customer.com" })).map(ourUser),
    theirs: async (sdk) =>
      (await sdk.users.getUserList({ emailAddress: ["bob+1@customer.com"], limit: 500 })).data.map(theirUser),
    result: [bob],
  },
  "users.list by username": {
    ours: async (api) => (await api.users.list({ username: "bob" })).map(ourUser),
    theirs: async (sdk) => (await sdk.users.getUserList({ username: ["bob"], limit: 500 })).data.map(theirUser),
    result: [bob],
  },
  "users.get": {
    ours: async (api) => ourUser(await api.users.get("user_bob")),
    theirs: async (sdk) => theirUser(await sdk.users.getUser("user_bob")),
    result: bob,
  },
};

function ourUser(user: Awaited<ReturnType<ClerkApi["users"]["get"]>>): unknown {
  const { id, banned, locked } = user;
  const emails = user.email_addresses.map((email) => [email.email_address, email.verification?.status]);
  return { id, name: `${user.first_name} ${user.last_name}`, emails, banned, locked };
}

function theirUser(user: Awaited<ReturnType<Sdk["users"]["getUser"]>>): unknown {
  const { id, banned, locked } = user;
  const emails = user.emailAddresses.map((email) => [email.emailAddress, email.verification?.status]);
  return { id, name: `${user.firstName} ${user.lastName}`, emails, banned, locked };
}

function comparable(calls: readonly HeardCall[]): unknown {
  return calls
    .filter((call) => call.path !== sdkExtras.call)
    .map(({ method, path, query: { [sdkExtras.query]: _, ...query }, body, headers }) => {
      const { authorization, "clerk-api-version": version } = headers;
      return { method, path, query, body: withPlainActor(body), authorization, version };
    });
}

const withActor = z.looseObject({ actor: z.record(z.string(), z.unknown()) });

function withPlainActor(body: unknown): unknown {
  const { data } = withActor.safeParse(body);
  if (data === undefined) return body;
  const { [sdkExtras.actorKey]: more, ...rest } = data.actor;
  return { ...data, actor: typeof more === "object" ? { ...rest, ...more } : rest };
}

test.each(Object.entries(operations))("%s asks and finds what Clerk's SDK does", async (_, operation) => {
  const clerk = await scriptedClerk(answer);
  const { log } = recordedLog();
  const ours = await operation.ours(createClerkApi({ baseUrl: clerk.url, secretKey, clock: hurriedClock(), log }));
  const ourCalls = clerk.calls.slice();
  const theirs = await operation.theirs(
    createClerkClient({ secretKey: key, apiUrl: clerk.url, telemetry: { disabled: true } }),
  );
  const theirCalls = clerk.calls.slice(ourCalls.length);

  expect(ours).toEqual(operation.result);
  expect(theirs).toEqual(operation.result);
  expect(ourCalls).toHaveLength(1);
  expect(comparable(ourCalls)).toEqual(comparable(theirCalls));
});
