// Implements the port `IdentityProvider` with Clerk's Backend API.
import { domainToUnicode } from "node:url";

import { issuer } from "../impersonation/access/sessions.js";
import { canonicalEmail } from "../impersonation/model/email.js";
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
import { RecentAnswers } from "../runtime/recent-answers.js";
import { isLoopback } from "../trusted-url.js";
import type { ActorToken, ClerkApi, NewActorToken, Session, User } from "./api.js";
import { sessionsSince } from "./session-pages.js";

/** `baseUrl` is the one that `api` was made with. Once `stopping` is aborted, rate limits are no longer waited out. */
export function createIdentityProvider(
  api: ClerkApi,
  clock: Clock,
  baseUrl: string,
  stopping: AbortSignal = new AbortController().signal,
): IdentityProvider {
  const recentUsers = new RecentAnswers<ClerkUser | undefined>(() => clock.now());
  return {
    async checkKey() {
      await api.users.probe(checkKeyTimeoutMs);
    },

    async usersByVerifiedEmail(email) {
      // Clerk finds users by unverified addresses too, and anybody could have entered those.
      const users = await api.users.list({ emailAddress: writtenForms(email) });
      return users.map(toClerkUser).filter((user) => user.verifiedEmails.includes(email));
    },

    async usersByUsername(username) {
      const wanted = username.toLowerCase();
      const users = await api.users.list({ username: [...new Set([username, wanted])] });
      return users.filter((user) => user.username?.toLowerCase() === wanted).map(toClerkUser);
    },

    user: (id, since) =>
      recentUsers.get(id, since, async () => {
        const user = await undefinedIfNotFound(api.users.get(id));
        return user && toClerkUser(user);
      }),

    async createActorToken(order, giveUpAt, beforeRetry = async () => {}) {
      const token = await createWithinRateLimit({ api, clock, stopping, beforeRetry }, toWire(order), giveUpAt);
      const { id, created_at: createdAt, url: link } = token;
      if (link !== undefined && createdAt !== undefined && isTrusted(token, link, order, baseUrl)) {
        return { id, createdAt, link };
      }
      return { id, createdAt: createdAt ?? clock.now(), link: null };
    },

    async revokeActorToken(tokenId) {
      const revocation = await undefinedIfNotFound(api.actorTokens.revoke(tokenId));
      if (revocation === undefined) return "not_found";
      return revocation === "already_accepted" ? "accepted" : "revoked";
    },

    async sessions(userId, since) {
      const sessions = await undefinedIfNotFound(sessionsSince(api, userId, since));
      return sessions?.map(toClerkSession) ?? "user_not_found";
    },

    async revokeSession(sessionId) {
      // Clerk documents no error for a session that has ended already, only the 404 for one that it removed.
      await undefinedIfNotFound(api.sessions.revoke(sessionId));
    },
  };
}

/** Startup waits for this check, and so does every deadline that passed meanwhile. */
const checkKeyTimeoutMs = 3_000;

/** With less time left than this, a creation would probably time out, and its outcome would be unknown. */
const minTimeLeftMs = 500;

interface Creation {
  readonly api: ClerkApi;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
  readonly beforeRetry: () => Promise<void>;
}

/** Retries after rate limits only: no other answer says that no token was created and that a retry may succeed. */
async function createWithinRateLimit(
  { api, clock, stopping, beforeRetry }: Creation,
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
      await beforeRetry();
    }
  }
  throw reason;
}

/** Milliseconds left. Setting the clock back does not extend them: somebody waits for the answer. */
function timeLeft(clock: Clock, giveUpAt: number): () => number {
  const steadyUntil = clock.monotonic() + Math.min(giveUpAt - clock.now(), creationTimeoutMs);
  return () => Math.min(giveUpAt - clock.now(), steadyUntil - clock.monotonic());
}

function toWire({ subjectId, actorSub, requestId, linkMs, sessionMs }: ActorTokenOrder): NewActorToken {
  return {
    user_id: subjectId,
    actor: { sub: actorSub, iss: issuer, request_id: requestId },
    expires_in_seconds: Math.floor(linkMs / 1_000),
    session_max_duration_in_seconds: Math.floor(sessionMs / 1_000),
  };
}

/** The link is for the subject and uses https, or loopback where Clerk itself is emulated there. */
function isTrusted(token: ActorToken, link: Secret, order: ActorTokenOrder, baseUrl: string): boolean {
  if (token.user_id != null && token.user_id !== order.subjectId) return false;
  const address = link.reveal();
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === "https:" || (isLoopback(url) && isLoopback(new URL(baseUrl)));
}

async function undefinedIfNotFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ImpersonationError && error.problem.code === "clerk_not_found") return undefined;
    throw error;
  }
}

/** The ways in which Clerk may have stored an address; which of them for an internationalised domain is not published. */
function writtenForms(canonical: string): string[] {
  const at = canonical.lastIndexOf("@") + 1;
  // A domain that can't be converted is none.
  const domain = domainToUnicode(canonical.slice(at)) || canonical.slice(at);
  const written = `${canonical.slice(0, at)}${domain}`;
  return [...new Set([canonical, written, written.normalize("NFD")])];
}

function toClerkUser(user: User): ClerkUser {
  const { id, first_name, last_name, username, banned, locked, deprovisioned } = user;
  const emails = user.email_addresses;
  const primary = emails.find((email) => email.id != null && email.id === user.primary_email_address_id);
  const isVerified = ({ verification }: User["email_addresses"][number]) => verification?.status === "verified";
  const canonical = (some: User["email_addresses"]) => some.map((email) => canonicalEmail(email.email_address));
  const verified = emails.filter(isVerified);
  const shown = primary ?? verified[0] ?? emails[0];
  const isProven = shown === undefined || shown === primary || isVerified(shown);
  return {
    id,
    name: joinPresent([first_name, last_name], " ") || username || shown?.email_address || id,
    shownEmail: shown === undefined ? null : `${shown.email_address}${isProven ? "" : ", unverified"}`,
    verifiedEmails: canonical(verified),
    unverifiedEmails: canonical(emails.filter((email) => !isVerified(email))),
    banned,
    locked,
    deprovisioned: deprovisioned === true,
  };
}

function toClerkSession({ id, status, actor, created_at, expire_at, latest_activity }: Session): ClerkSession {
  const place = joinPresent([latest_activity?.city, latest_activity?.country], ", ");
  return {
    id,
    actor: actor ? { sub: actor.sub ?? null, iss: actor.iss ?? null, requestId: actor.request_id ?? null } : null,
    status,
    createdAt: created_at,
    expiresAt: expire_at,
    usedFrom: joinPresent([place, latest_activity?.browser_name], " · ") || null,
  };
}

function joinPresent(parts: readonly (string | null | undefined)[], separator: string): string {
  return parts
    .map((part) => part?.trim())
    .filter((part) => part)
    .join(separator);
}
