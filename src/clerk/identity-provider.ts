// Implements the port `IdentityProvider` with Clerk's Backend API.
import { domainToUnicode } from "node:url";

import { isLive, issuer } from "../impersonation/access/sessions.js";
import { canonicalEmail } from "../impersonation/model/email.js";
import { ImpersonationError, retryAfterMs } from "../impersonation/model/errors.js";
import type { Secret } from "../impersonation/model/secret.js";
import { creationTimeoutMs } from "../impersonation/model/settings.js";
import type { Clock } from "../impersonation/ports/clock.js";
import type {
  ActorTokenOrder,
  ClerkSession,
  ClerkUser,
  FoundUsers,
  IdentityProvider,
} from "../impersonation/ports/identity-provider.js";
import { RecentAnswers } from "../runtime/recent-answers.js";
import { isLoopback } from "../trusted-url.js";
import type { ActorToken, ClerkApi, NewActorToken, Session, User } from "./api.js";
import type { ClerkTime } from "./clerk-time.js";
import type { Limiter } from "./limiter.js";
import { sessionsSince } from "./session-pages.js";

interface Connection {
  readonly api: ClerkApi;
  readonly clock: Clock;
  /** The one that `api` tells. */
  readonly time: ClerkTime;
  readonly limiter: Limiter;
  /** The one that `api` calls. */
  readonly baseUrl: string;
}

/** How long a call may wait for its turn. Somebody waits for the first three. */
const waitMaxMs = {
  press: 8_000,
  "look-up": 5_000,
  search: 1_500,
  revoke: 10_000,
  find: 10_000,
  poll: 10_000,
} as const;

export function createIdentityProvider({ api, clock, time, limiter, baseUrl }: Connection): IdentityProvider {
  const recentUsers = new RecentAnswers<ClerkUser | undefined>(() => clock.now());
  const recentSearches = new RecentAnswers<FoundUsers>(() => clock.now());
  const inTurn = <T>(priority: keyof typeof waitMaxMs, call: () => Promise<T>, mostMs = Number.POSITIVE_INFINITY) =>
    limiter.run(priority, Math.min(waitMaxMs[priority], mostMs), call);
  return {
    now: () => time.now(),

    async checkKey() {
      await inTurn("look-up", () => api.users.probe(checkKeyTimeoutMs), checkKeyTimeoutMs);
    },

    async usersByVerifiedEmail(email) {
      // Clerk finds users by unverified addresses too, and anybody could have entered those.
      const users = await inTurn("look-up", () => api.users.list({ emailAddress: writtenForms(email) }));
      return users.map(toClerkUser).filter((user) => user.verifiedEmails.includes(email));
    },

    async usersByUsername(username) {
      const wanted = username.toLowerCase();
      const users = await inTurn("look-up", () => api.users.list({ username: [...new Set([username, wanted])] }));
      return users.filter((user) => user.username?.toLowerCase() === wanted).map(toClerkUser);
    },

    user: (id, since) =>
      recentUsers.get(id, since, async () => {
        const user = await undefinedIfNotFound(inTurn("look-up", () => api.users.get(id)));
        return user && toClerkUser(user);
      }),

    searchUsers(text, since) {
      const [word = "", ...others] = wordsOf(text);
      if (word === "") return Promise.resolve({ users: [], more: false });
      return recentSearches.get([word, ...others].join(" "), since, async () => {
        const found = await inTurn("search", () => api.users.search(word, searchLimit));
        const users = found.filter((user) => others.every((other) => hasIn(user, other))).map(toClerkUser);
        return { users, more: found.length === searchLimit };
      });
    },

    async createActorToken(order, giveUpAt, beforeSend) {
      const token = await createWithinRateLimit({ api, clock, limiter, beforeSend }, toWire(order), giveUpAt);
      const { id, created_at: createdAt, url: link } = token;
      if (link !== undefined && createdAt !== undefined && isTrusted(token, link, order, baseUrl)) {
        return { id, createdAt, link };
      }
      return { id, createdAt: createdAt ?? time.now(), link: null };
    },

    async revokeActorToken(tokenId, urgency) {
      const revocation = await undefinedIfNotFound(inTurn(urgency, () => api.actorTokens.revoke(tokenId)));
      if (revocation === undefined) return "not_found";
      return revocation === "already_accepted" ? "accepted" : revocation === "refused" ? "refused" : "revoked";
    },

    async sessions(userId, since, urgency, giveUpAt = Number.POSITIVE_INFINITY) {
      const page = (query: Parameters<ClerkApi["sessions"]["list"]>[0]) =>
        inTurn(urgency, () => api.sessions.list(query), giveUpAt - clock.now());
      const listed = undefinedIfNotFound(sessionsSince(page, userId, since));
      const sessions = await givenUpAt(clock, giveUpAt, listed);
      return sessions?.map(toClerkSession) ?? "user_not_found";
    },

    async revokeSession(sessionId, urgency) {
      // Clerk documents no error for a session that has ended already, only the 404 for one that it removed.
      const session = await undefinedIfNotFound(inTurn(urgency, () => api.sessions.revoke(sessionId)));
      if (session !== undefined && isLive(session)) throw new ImpersonationError({ code: "clerk_malformed" });
    },
  };
}

const searchLimit = 50;

/** In lower case, the longest first: Clerk is not known to find a first name and a last one at once. */
function wordsOf(text: string): string[] {
  const words = text
    .normalize("NFC")
    .toLowerCase()
    .split(/[\s(),]+/);
  return words.filter((word) => word !== "").sort((one, other) => other.length - one.length);
}

function hasIn({ id, username, first_name, last_name, email_addresses }: User, word: string): boolean {
  const texts = [id, username, first_name, last_name, ...email_addresses.map((email) => email.email_address)];
  return texts.some((text) => text?.normalize("NFC").toLowerCase().includes(word));
}

/** Startup waits for this check, and so does every deadline that passed meanwhile. */
const checkKeyTimeoutMs = 3_000;

/** With less time left than this, a creation would probably time out, and its outcome would be unknown. */
const minTimeLeftMs = 500;

interface Creation extends Pick<Connection, "api" | "clock" | "limiter"> {
  readonly beforeSend: () => Promise<void>;
}

/** Retries after rate limits only: no other answer says that no token was created and that a retry may succeed. */
async function createWithinRateLimit(
  { api, clock, limiter, beforeSend }: Creation,
  token: NewActorToken,
  giveUpAt: number,
): Promise<ActorToken> {
  const leftMs = timeLeft(clock, giveUpAt);
  if (leftMs() <= 0) throw new ImpersonationError({ code: "clerk_timeout" });
  let hadTurn = false;
  const create = async () => {
    hadTurn = true;
    await beforeSend();
    return leftMs() > 0 ? api.actorTokens.create(token, leftMs()) : undefined;
  };
  for (;;) {
    hadTurn = false;
    try {
      const created = await limiter.run("creation", Math.max(0, leftMs() - minTimeLeftMs), create);
      if (created !== undefined) return created;
      break;
    } catch (error) {
      // Without a turn now there is none in time, or the bot is being stopped.
      if (!hadTurn || !isRateLimit(error) || retryAfterMs(error) + minTimeLeftMs > leftMs()) throw error;
    }
  }
  // What had to be checked again after a wait took all the time that was left.
  throw new ImpersonationError({ code: "clerk_rate_limited", retryAfterMs: minTimeLeftMs });
}

function isRateLimit(error: unknown): boolean {
  return error instanceof ImpersonationError && error.problem.code === "clerk_rate_limited";
}

/** Throws `clerk_timeout` at `atMs`, whether or not the call goes on. */
async function givenUpAt<T>(clock: Clock, atMs: number, call: Promise<T>): Promise<T> {
  if (atMs === Number.POSITIVE_INFINITY) return call;
  let cancel = () => {};
  const over = new Promise<never>((_, reject) => {
    cancel = clock.wakeAt(atMs, () => reject(new ImpersonationError({ code: "clerk_timeout" })));
  });
  try {
    return await Promise.race([call, over]);
  } finally {
    cancel();
  }
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

/** The ways in which Clerk may have stored an address; which of them for an internationalized domain is not published. */
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
