// Clerk's own SDK behind the interface of the bot's client, its camel case turned into the shapes on the wire.
import { createClerkClient } from "@clerk/backend";
import type { ActorToken, ClerkApi, NewActorToken, Session, User } from "../../src/clerk/api.js";
import { Secret } from "../../src/impersonation/model/secret.js";

type Sdk = ReturnType<typeof createClerkClient>;
type Answer<Call extends (...args: never[]) => unknown> = Awaited<ReturnType<Call>>;

export function createSdk(apiUrl: string, secretKey: string): Sdk {
  return createClerkClient({ secretKey, apiUrl, telemetry: { disabled: true } });
}

export function createSdkApi(apiUrl: string, secretKey: string): ClerkApi {
  const { actorTokens, sessions, users } = createSdk(apiUrl, secretKey);
  return {
    actorTokens: {
      create: async (token) => tokenOf(await actorTokens.create(orderOf(token))),
      async revoke(tokenId) {
        const { status } = await actorTokens.revoke(tokenId);
        if (status !== "revoked") throw new Error(`the SDK calls the token ${status}`);
        return "revoked";
      },
    },
    sessions: {
      list: async (page) => (await sessions.getSessionList(page)).data.map(sessionOf),
      revoke: async (sessionId) => sessionOf(await sessions.revokeSession(sessionId)),
    },
    users: {
      async list(by) {
        const filter = "username" in by ? { username: [...by.username] } : { emailAddress: [...by.emailAddress] };
        return (await users.getUserList({ ...filter, limit: 500 })).data.map(userOf);
      },
      probe: async () => (await users.getUserList({ limit: 1 })).data,
      search: async (query, limit) => (await users.getUserList({ query, limit })).data.map(userOf),
      get: async (userId) => userOf(await users.getUser(userId)),
    },
  };
}

function orderOf({ user_id, actor, expires_in_seconds, session_max_duration_in_seconds }: NewActorToken) {
  const { sub, ...additionalProperties } = actor;
  return {
    userId: user_id,
    actor: { sub, additionalProperties },
    expiresInSeconds: expires_in_seconds,
    sessionMaxDurationInSeconds: session_max_duration_in_seconds,
  };
}

function tokenOf({ id, userId, createdAt, url }: Answer<Sdk["actorTokens"]["create"]>): ActorToken {
  return { id, user_id: userId, created_at: createdAt, url: url == null ? undefined : new Secret(url) };
}

function sessionOf(session: Answer<Sdk["sessions"]["revokeSession"]>): Session {
  const { id, status, createdAt, expireAt, actor, latestActivity } = session;
  return {
    id,
    status,
    created_at: createdAt,
    expire_at: expireAt,
    actor: actor && { sub: text(actor.sub), iss: text(actor.iss), request_id: text(actor.request_id) },
    latest_activity: latestActivity && {
      city: latestActivity.city,
      country: latestActivity.country,
      browser_name: latestActivity.browserName,
    },
  };
}

function userOf(user: Answer<Sdk["users"]["getUser"]>): User {
  const { id, username, firstName, lastName, primaryEmailAddressId, emailAddresses, banned, locked, deprovisioned } =
    user;
  return {
    id,
    username,
    first_name: firstName,
    last_name: lastName,
    primary_email_address_id: primaryEmailAddressId,
    email_addresses: emailAddresses.map(({ id, emailAddress, verification }) => ({
      id,
      email_address: emailAddress,
      verification: verification && { status: verification.status },
    })),
    banned,
    locked,
    deprovisioned,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
