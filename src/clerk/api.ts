// Clerk's Backend API as far as the bot uses it, under Clerk's own names; the shapes on the wire live here and nowhere else.
import { z } from "zod";
import { ImpersonationError } from "../impersonation/model/errors.js";
import { Secret } from "../impersonation/model/secret.js";
import { type ClerkAccess, connectClerk } from "./http.js";
import type { Refusal } from "./refusal.js";

const id = z.string().min(1);
/** Milliseconds since the Unix epoch, whole ones here whatever Clerk sends. */
const time = z.number().transform(Math.round);
const optionalText = z.string().nullish().catch(null);

// The ticket itself, `token`, is not read at all. Of the rest only the id has to be there: with it a token that is odd
// in any other way can still be revoked.
const actorToken = z.object({
  id,
  user_id: optionalText,
  created_at: time.optional().catch(undefined),
  url: z
    .string()
    .transform((url) => new Secret(url))
    .optional()
    .catch(undefined),
});
export type ActorToken = z.infer<typeof actorToken>;

const session = z.object({
  id,
  status: z.string(),
  created_at: time,
  expire_at: time,
  actor: z.object({ sub: optionalText, iss: optionalText, request_id: optionalText }).nullish().catch(null),
  latest_activity: z
    .object({ city: optionalText, country: optionalText, browser_name: optionalText })
    .nullish()
    .catch(null),
});
export type Session = z.infer<typeof session>;

const emailAddress = z.object({
  id: z.string().nullish(),
  email_address: z.string(),
  verification: z.object({ status: optionalText }).nullish().catch(null),
});

const user = z.object({
  id,
  username: optionalText,
  first_name: optionalText,
  last_name: optionalText,
  primary_email_address_id: optionalText,
  email_addresses: z.array(emailAddress),
  banned: z.boolean(),
  locked: z.boolean(),
});
export type User = z.infer<typeof user>;

export interface NewActorToken {
  readonly user_id: string;
  readonly actor: { readonly sub: string; readonly iss: string; readonly request_id: string };
  readonly expires_in_seconds: number;
  readonly session_max_duration_in_seconds: number;
}

/** `accepted` and `revoked` are the token's status when Clerk refuses to revoke it. */
export type Deletion = "deleted" | "accepted" | "revoked";

export interface ClerkApi {
  readonly actorTokens: {
    create(token: NewActorToken, timeoutMs: number): Promise<ActorToken>;
    /** Clerk's `POST /actor_tokens/{id}/revoke`. */
    delete(tokenId: string, timeoutMs?: number): Promise<Deletion>;
  };
  readonly sessions: {
    /** One page, newest first, whatever their status. `limit` up to 500. */
    list(page: { userId: string; limit: number; offset: number }): Promise<readonly Session[]>;
    revoke(sessionId: string): Promise<Session>;
  };
  readonly users: {
    /** Users with exactly this address, verified or not, or exactly this username; up to 500. */
    list(by: { emailAddress: string } | { username: string }): Promise<readonly User[]>;
    get(userId: string): Promise<User>;
    /** Any one user, not returned: only whether Clerk answers matters. */
    probe(timeoutMs: number): Promise<unknown>;
  };
}

export function createClerkApi(access: ClerkAccess): ClerkApi {
  const call = connectClerk(access);
  return {
    actorTokens: {
      create: async (token, timeoutMs) =>
        call({ method: "POST", path: "/v1/actor_tokens", body: { ...token }, timeoutMs, answer: actorToken }),
      delete: async (tokenId, timeoutMs) =>
        call({
          method: "POST",
          path: `/v1/actor_tokens/${segment(tokenId)}/revoke`,
          ...(timeoutMs !== undefined && { timeoutMs }),
          answer: z.object({ status: z.literal("revoked") }).transform((): Deletion => "deleted"),
          unless: notPending,
        }),
    },
    sessions: {
      list: async ({ userId, limit, offset }) =>
        call({
          method: "GET",
          path: "/v1/sessions",
          query: { user_id: userId, limit: String(limit), offset: String(offset) },
          answer: z.array(session),
        }),
      revoke: async (sessionId) =>
        call({ method: "POST", path: `/v1/sessions/${segment(sessionId)}/revoke`, answer: session }),
    },
    users: {
      list: async (by) =>
        call({
          method: "GET",
          path: "/v1/users",
          // Anybody can add an address that they never verify: with Clerk's 10 by default they could crowd a user out.
          query: {
            ...("username" in by ? { username: by.username } : { email_address: by.emailAddress }),
            limit: "500",
          },
          answer: z.array(user),
        }),
      get: async (userId) => call({ method: "GET", path: `/v1/users/${segment(userId)}`, answer: user }),
      probe: async (timeoutMs) =>
        call({ method: "GET", path: "/v1/users", query: { limit: "1" }, timeoutMs, answer: z.array(z.unknown()) }),
    },
  };
}

// Clerk names the status in a sentence only: "… because its status is accepted. Only pending tokens can be revoked."
function notPending({ codes, longMessage }: Refusal): Deletion | undefined {
  if (!codes.includes("actor_token_cannot_be_revoked_code")) return undefined;
  return /\bstatus is revoked\b/.test(longMessage) ? "revoked" : "accepted";
}

/** An id as part of a path. Anything else could change the path, and names nothing. */
function segment(value: string): string {
  if (!/^[\w-]+$/.test(value)) throw new ImpersonationError({ code: "clerk_not_found" });
  return value;
}
