// Clerk as the verbs need it: users, actor tokens and sessions.
import type { Secret } from "../model/secret.js";

/** A user of the product, as Clerk knows them. */
export interface ClerkUser {
  readonly id: string;
  readonly name: string;
  /** For people to read: the primary address, or where there is none any other, a verified one first. */
  readonly shownEmail: string | null;
  /** In the form of `canonicalEmail`. */
  readonly verifiedEmails: readonly string[];
  /** Anybody can add an address: these decide nothing. */
  readonly unverifiedEmails: readonly string[];
  readonly banned: boolean;
  readonly locked: boolean;
  /** A directory (SCIM) has taken the user off: they may not sign in. */
  readonly deprovisioned: boolean;
}

export interface FoundUsers {
  readonly users: readonly ClerkUser[];
  /** There may be more: Clerk was asked for no more than these. */
  readonly more: boolean;
}

export interface ClerkSession {
  readonly id: string;
  readonly actor: {
    readonly sub: string | null;
    readonly iss: string | null;
    readonly requestId: string | null;
  } | null;
  readonly status: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** City, country and browser as text, where Clerk knows them. */
  readonly usedFrom: string | null;
}

export interface ActorTokenOrder {
  readonly subjectId: string;
  readonly actorSub: string;
  readonly requestId: string;
  readonly linkMs: number;
  readonly sessionMs: number;
}

export interface ActorToken {
  readonly id: string;
  readonly createdAt: number;
  /** Null where Clerk gave none that can be trusted: the token is useless and has to be revoked. */
  readonly link: Secret | null;
}

/**
 * `accepted`: the link was opened, so only its session can still be ended. `refused`: the token is probably not pending any
 * more, but Clerk did not say so in words that are known.
 */
export type TokenRevocation = "revoked" | "accepted" | "refused" | "not_found";

/**
 * Who goes first where calls have to wait for Clerk's rate limit. `press`: a person's press on Revoke, which a pause does
 * not hold up. `revoke`: whatever else ends access. `find`: a look for the session of a link that was probably opened.
 * `poll`: a look at access that goes on.
 */
export type Urgency = "press" | "revoke" | "find" | "poll";

/**
 * Clerk. Every operation throws an `ImpersonationError` with one of the `clerk_…` codes; `clerk_rate_limited` also where its
 * turn did not come in time.
 */
export interface IdentityProvider {
  /** Clerk's time, in milliseconds, by its latest answers; by our clock before the first. */
  now(): number;
  /** Throws where Clerk does not answer or does not accept the key. */
  checkKey(): Promise<void>;
  /** `email` in the form of `canonicalEmail`; Clerk may have it in another. */
  usersByVerifiedEmail(email: string): Promise<readonly ClerkUser[]>;
  /** In any case. */
  usersByUsername(username: string): Promise<readonly ClerkUser[]>;
  /**
   * Users with each word of the text in their id, name, username or an address; the newest first. An answer requested at or
   * after `since` will do. Gives way to all other calls.
   */
  searchUsers(text: string, since: number): Promise<FoundUsers>;
  /** An answer requested at or after `since` (epoch milliseconds) will do; `alwaysFresh` always asks Clerk. */
  user(id: string, since: number): Promise<ClerkUser | undefined>;
  /**
   * Waits until `giveUpAt` at most, rate limits included; never retries when the outcome is unknown. What `beforeSend`
   * throws, just before Clerk is asked, ends it.
   */
  createActorToken(order: ActorTokenOrder, giveUpAt: number, beforeSend: () => Promise<void>): Promise<ActorToken>;
  revokeActorToken(tokenId: string, urgency: Urgency): Promise<TokenRevocation>;
  /** The user's sessions created at or after `since`, whatever their status. Given up at `giveUpAt`, by our clock. */
  sessions(
    userId: string,
    since: number,
    urgency: Urgency,
    giveUpAt?: number,
  ): Promise<readonly ClerkSession[] | "user_not_found">;
  /** Resolves once Clerk says that the session is over. One that is already gone is not an error. */
  revokeSession(sessionId: string, urgency: Urgency): Promise<void>;
}
