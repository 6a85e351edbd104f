// Clerk as the verbs need it: users, actor tokens and the sessions that come of them.
import type { Secret } from "../model/secret.js";

/** A user of the product, as Clerk knows them. */
export interface ClerkUser {
  readonly id: string;
  readonly name: string;
  readonly primaryEmail: string | null;
  readonly verifiedEmails: readonly string[];
  /** Verified or not. */
  readonly allEmails: readonly string[];
  readonly banned: boolean;
  readonly locked: boolean;
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
  /** City, country and browser in words, where Clerk tells. */
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
  /** Null where Clerk gave none that can be trusted: the token is good for nothing, and has to be revoked. */
  readonly link: Secret | null;
}

/** `accepted`: the link was opened, and only ending the session works from then on. */
export type TokenRevocation = "revoked" | "accepted" | "not_found";

/** Clerk. Every operation throws an `ImpersonationError` with one of the `clerk_…` codes. */
export interface IdentityProvider {
  /** Whether Clerk answers at all, and takes the key. */
  checkKey(): Promise<void>;
  usersByEmail(email: string): Promise<readonly ClerkUser[]>;
  usersByUsername(username: string): Promise<readonly ClerkUser[]>;
  user(id: string): Promise<ClerkUser | undefined>;
  /** Waits until `giveUpAt` at the most, a rate limit included; never asks twice when the answer is unknown. */
  createActorToken(order: ActorTokenOrder, giveUpAt: number): Promise<ActorToken>;
  revokeActorToken(tokenId: string): Promise<TokenRevocation>;
  /** The user's sessions created at or after `since`, whatever their status. */
  sessions(userId: string, since: number): Promise<readonly ClerkSession[] | "user_not_found">;
  /** A session that is already gone is no error. */
  revokeSession(sessionId: string): Promise<void>;
}
