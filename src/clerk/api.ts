// The part of Clerk's Backend API that the bot uses, under Clerk's own names. Only this file knows the wire format.
import { z } from "zod";
import { ImpersonationError } from "../impersonation/model/errors.js";
import { Secret } from "../impersonation/model/secret.js";
import { type ClerkAccess, connectClerk } from "./http.js";
import type { Refusal } from "./refusal.js";

const id = z.string().min(1);
/** Milliseconds since the Unix epoch, rounded to whole ones. */
const time = z.number().transform(Math.round);
const optionalText = z.string().nullish().catch(null);

// The ticket itself, `token`, is not read. Only the id is required: with it a token that is malformed in any other way
// can still be revoked.
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
  // The published description does not promise it.
  deprovisioned: z.boolean().nullish(),
});
export type User = z.infer<typeof user>;

export interface NewActorToken {
  readonly user_id: string;
  readonly actor: { readonly sub: string; readonly iss: string; readonly request_id: string };
  readonly expires_in_seconds: number;
  readonly session_max_duration_in_seconds: number;
}

/** The others where Clerk refuses: because the token was opened or revoked before, or in words that are not known. */
type Revocation = "revoked" | "already_accepted" | "already_revoked" | "refused";

export interface ClerkApi {
  readonly actorTokens: {
    create(token: NewActorToken, timeoutMs: number): Promise<ActorToken>;
    revoke(tokenId: string, timeoutMs?: number): Promise<Revocation>;
  };
  readonly sessions: {
    /** One page, newest first, in any status. `limit` up to 500. */
    list(page: { userId: string; limit: number; offset: number }): Promise<readonly Session[]>;
    revoke(sessionId: string): Promise<Session>;
  };
  readonly users: {
    /** Users with exactly one of these addresses, verified or not, or of these usernames; up to 500. */
    list(by: { emailAddress: readonly string[] } | { username: readonly string[] }): Promise<readonly User[]>;
    /** Users whose id, name, username or one of whose addresses, verified or not, has this text in it; the newest first. */
    search(text: string, limit: number): Promise<readonly User[]>;
    get(userId: string): Promise<User>;
    /** Checks that Clerk answers, by listing one user of any kind. */
    probe(timeoutMs: number): Promise<unknown>;
  };
}

/** Somebody types, and Slack waits for three seconds. */
const searchTimeoutMs = 5_000;

export function createClerkApi(access: ClerkAccess): ClerkApi {
  const call = connectClerk(access);
  return {
    actorTokens: {
      create: async (token, timeoutMs) =>
        call({ method: "POST", path: "/v1/actor_tokens", body: { ...token }, timeoutMs, answer: actorToken }),
      revoke: async (tokenId, timeoutMs) =>
        call({
          method: "POST",
          path: `/v1/actor_tokens/${segment(tokenId)}/revoke`,
          ...(timeoutMs !== undefined && { timeoutMs }),
          answer: z.object({ status: z.literal("revoked") }).transform((): Revocation => "revoked"),
          onRefusal: notPending,
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
          // Anyone can add an address that they never verify: at Clerk's default limit of 10 those could crowd a user out.
          query: {
            ...("username" in by ? { username: by.username } : { email_address: by.emailAddress }),
            limit: "500",
          },
          answer: z.array(user),
        }),
      search: async (text, limit) =>
        call({
          method: "GET",
          path: "/v1/users",
          query: { query: text, limit: String(limit) },
          timeoutMs: searchTimeoutMs,
          answer: z.array(user),
        }),
      get: async (userId) => call({ method: "GET", path: `/v1/users/${segment(userId)}`, answer: user }),
      probe: async (timeoutMs) =>
        call({ method: "GET", path: "/v1/users", query: { limit: "1" }, timeoutMs, answer: z.array(z.unknown()) }),
    },
  };
}

// Clerk gives the status only in its message: "… because its status is accepted. Only pending tokens can be revoked." Its
// own command line takes any 400 for that.
function notPending({ status, codes, longMessage }: Refusal): Revocation | undefined {
  if (!codes.includes("actor_token_cannot_be_revoked_code")) return status === 400 ? "refused" : undefined;
  return /\bstatus is revoked\b/.test(longMessage) ? "already_revoked" : "already_accepted";
}

/** An id as a path segment. A value that could change the path is treated as an unknown id. */
function segment(value: string): string {
  if (!/^[\w-]+$/.test(value)) throw new ImpersonationError({ code: "clerk_not_found" });
  return value;
}
