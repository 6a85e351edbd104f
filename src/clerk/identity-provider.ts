// Implements the port `IdentityProvider` on Clerk's Backend API.

import { issuer } from "../impersonation/access/sessions.js";
import { ImpersonationError, retryAfterMs } from "../impersonation/model/errors.js";
import type { Secret } from "../impersonation/model/secret.js";
import { creationTimeoutMs } from "../impersonation/model/settings.js";
import { type Clock, waitUntil } from "../impersonation/ports/clock.js";
import type {
  ActorTokenOrder,
  ClerkSession,
  ClerkUser,
  IdentityProvider,
} from "../impersonation/ports/identity-provider.js";
import { isLoopback } from "../trusted-url.js";
import type { ActorToken, ClerkApi, NewActorToken, Session, User } from "./api.js";
import { sessionsSince } from "./session-pages.js";

/** `baseUrl` is the one that `api` was made with. Once `stopping` is given, no rate limit is waited out any more. */
export function createIdentityProvider(
  api: ClerkApi,
  clock: Clock,
  baseUrl: string,
  stopping: AbortSignal = new AbortController().signal,
): IdentityProvider {
  return {
    async checkKey() {
      await api.users.probe(checkKeyTimeoutMs);
    },

    async usersByEmail(email) {
      const wanted = email.toLowerCase();
      const users = await api.users.list({ emailAddress: email });
      return users.map(toClerkUser).filter((user) => user.allEmails.includes(wanted));
    },

    async usersByUsername(username) {
      const wanted = username.toLowerCase();
      const users = await api.users.list({ username });
      return users.filter((user) => user.username?.toLowerCase() === wanted).map(toClerkUser);
    },

    async user(id) {
      const user = await unlessNotFound(api.users.get(id));
      return user && toClerkUser(user);
    },

    async createActorToken(order, giveUpAt) {
      const token = await createWithinRateLimit({ api, clock, stopping }, toWire(order), giveUpAt);
      const { id, created_at: createdAt, url: link } = token;
      if (link !== undefined && createdAt !== undefined && isSound(token, link, order, baseUrl)) {
        return { id, createdAt, link };
      }
      return { id, createdAt: createdAt ?? clock.now(), link: null };
    },

    async revokeActorToken(tokenId) {
      const deletion = await unlessNotFound(api.actorTokens.delete(tokenId));
      if (deletion === undefined) return "not_found";
      return deletion === "deleted" ? "revoked" : deletion;
    },

    async sessions(userId, since) {
      const sessions = await unlessNotFound(sessionsSince(api, userId, since));
      return sessions?.map(toClerkSession) ?? "user_not_found";
    },

    async revokeSession(sessionId) {
      // Clerk publishes no code for a session that is over already, only the 404 for one that it cleaned up.
      await unlessNotFound(api.sessions.revoke(sessionId));
    },
  };
}

/** The start waits for it, and with it every deadline that passed meanwhile. */
const checkKeyTimeoutMs = 3_000;

/** With less time than this a creation would hardly be answered, and its outcome would be unknown. */
const minTimeLeftMs = 500;

/** Waits out rate limits, the only answer by which Clerk says that nothing was made and to come again. */
async function createWithinRateLimit(
  { api, clock, stopping }: { api: ClerkApi; clock: Clock; stopping: AbortSignal },
  token: NewActorToken,
  giveUpAt: number,
): Promise<ActorToken> {
  let reason = new ImpersonationError({ code: "clerk_timeout" });
  const leftMs = timeLeft(clock, giveUpAt);
  while (leftMs() > 0) {
    try {
      return await api.actorTokens.create(token, leftMs());
    } catch (error) {
      const waitMs = retryAfterMs(error);
      const limited = error instanceof ImpersonationError && error.problem.code === "clerk_rate_limited";
      if (!limited || waitMs + minTimeLeftMs > leftMs()) throw error;
      reason = error;
      if (!(await waitUntil(clock, clock.now() + waitMs, stopping))) break;
    }
  }
  throw reason;
}

/** Setting the clock back must not extend the wait: a person is waiting for the answer. */
function timeLeft(clock: Clock, giveUpAt: number): () => number {
  const steadyUntil = performance.now() + Math.min(giveUpAt - clock.now(), creationTimeoutMs);
  return () => Math.min(giveUpAt - clock.now(), steadyUntil - performance.now());
}

function toWire({ subjectId, actorSub, requestId, linkMs, sessionMs }: ActorTokenOrder): NewActorToken {
  return {
    user_id: subjectId,
    actor: { sub: actorSub, iss: issuer, request_id: requestId },
    expires_in_seconds: Math.floor(linkMs / 1_000),
    session_max_duration_in_seconds: Math.floor(sessionMs / 1_000),
  };
}

/** The link is for the subject and opens over an encrypted way, or on this machine where Clerk itself is emulated. */
function isSound(token: ActorToken, link: Secret, order: ActorTokenOrder, baseUrl: string): boolean {
  if (token.user_id != null && token.user_id !== order.subjectId) return false;
  const address = link.reveal();
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === "https:" || (isLoopback(url) && isLoopback(new URL(baseUrl)));
}

async function unlessNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ImpersonationError && error.problem.code === "clerk_not_found") return undefined;
    throw error;
  }
}

function toClerkUser(user: User): ClerkUser {
  const { id, first_name, last_name, username, banned, locked } = user;
  const emails = user.email_addresses;
  const primary = emails.find((email) => email.id != null && email.id === user.primary_email_address_id);
  const verified = emails.filter(({ verification }) => verification?.status === "verified");
  const primaryEmail = primary?.email_address ?? null;
  return {
    id,
    name: joined([first_name, last_name], " ") || username || primaryEmail || id,
    primaryEmail,
    verifiedEmails: verified.map((email) => email.email_address.toLowerCase()),
    allEmails: emails.map((email) => email.email_address.toLowerCase()),
    banned,
    locked,
  };
}

function toClerkSession({ id, status, actor, created_at, expire_at, latest_activity }: Session): ClerkSession {
  const place = joined([latest_activity?.city, latest_activity?.country], ", ");
  return {
    id,
    actor: actor ? { sub: actor.sub ?? null, iss: actor.iss ?? null, requestId: actor.request_id ?? null } : null,
    status,
    createdAt: created_at,
    expiresAt: expire_at,
    usedFrom: joined([place, latest_activity?.browser_name], " · ") || null,
  };
}

function joined(parts: readonly (string | null | undefined)[], separator: string): string {
  return parts
    .map((part) => part?.trim())
    .filter((part) => part)
    .join(separator);
}
