// What the rules need from outside, in their own words: people, identities, a store and somebody to tell.

import type { AuditEntry } from "../model/audit.js";
import type { Move } from "../model/lifecycle.js";
import type { Moment, Place } from "../model/message.js";
import type { ArrivalStore } from "../model/pending-reply.js";
import type { NewRequest, Patch, Request } from "../model/request.js";
import type { Secret } from "../model/secret.js";
import type { MessageStore } from "./message-store.js";

/** A member of a Slack workspace, as Slack's `users.info` tells. */
export interface Person {
  readonly id: string;
  /** The teams the person belongs to: one, or on Enterprise Grid several. */
  readonly teamIds: readonly string[];
  readonly deactivated: boolean;
  readonly bot: boolean;
  readonly guest: boolean;
  readonly stranger: boolean;
  readonly email: string | null;
  readonly emailConfirmed: boolean;
}

export interface ApprovalChannel {
  readonly joined: boolean;
  readonly archived: boolean;
  readonly private: boolean;
  readonly sharedOutside: boolean;
}

/** Later than anything that was ever asked for. */
export const askAnew = Number.POSITIVE_INFINITY;

/** The workspace. Every look-up throws a `slack_lookup_…` problem or a channel's; none answers with a guess. */
export interface Directory {
  /** An answer asked for at or after `since` (milliseconds) will do; `askAnew` asks Slack. */
  person(id: string, since: number): Promise<Person>;
  group(id: string, since: number): Promise<ReadonlySet<string>>;
  approvalChannel(since: number): Promise<ApprovalChannel>;
  approvalChannelMembers(since: number): Promise<ReadonlySet<string>>;
}

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
  tryOut(): Promise<void>;
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

export type Delivery =
  | { outcome: "posted"; place: Place }
  | { outcome: "refused" }
  | { outcome: "unknown" }
  /** Nothing was posted: meanwhile it should not be any more. */
  | { outcome: "not_wanted" };

export interface Notifier {
  /** Posts the link to the actor, once. `stillWanted` is asked right before each try. */
  deliverLink(request: Request, link: Secret, stillWanted: () => Promise<boolean>): Promise<Delivery>;
  /**
   * Brings every message of the request up to date, as far as Slack lets it now; never throws.
   * `card_later`: the card is not in the approval channel yet, and will be tried again. `cardRefused`: the channel will
   * not take it, now or later.
   */
  refresh(requestId: string): Promise<"done" | "card_later" | { cardRefused: ChannelProblemCode }>;
  /** Remembers a message of ours that the store does not know, so that it is brought up to date like the others. */
  adopt(requestId: string, moment: Moment, place: Place): Promise<void>;
  /** What those messages show may be newer than the record: the next `refresh` edits them whatever they showed. */
  showAnew(requestId: string, moments: readonly Moment[]): Promise<void>;
  /** Deletes a message whose link is dead, where the store can't take note of it. Never throws for what Slack says. */
  takeBack(place: Place): Promise<void>;
  /**
   * Takes up the edits that a process that died was making, and those that Slack refused: why may have been mended
   * meanwhile. Only for the one process on the store, at its start.
   */
  takeOver(): Promise<void>;
}

export type ChannelProblemCode = "channel_unseen" | "channel_not_joined" | "channel_archived" | "channel_refuses";

export type Inserted =
  | { outcome: "inserted"; request: Request }
  | { outcome: "duplicate" }
  | { outcome: "already_open"; request: Request };

export interface Transition {
  readonly patch?: Patch;
  /** Who and what for the audit; action and outcome are the move's. */
  readonly by: string;
  readonly at: number;
  readonly detail?: AuditEntry["detail"];
  /** Messages that the actor gets anew with this move. */
  readonly announce?: readonly Moment[];
  /** A message that was posted already, and shows what the request becomes with this move. */
  readonly posted?: { readonly moment: Moment; readonly place: Place };
}

export interface Amendment {
  /** Written in the same transaction, also where the request is no longer what was seen. */
  readonly entry?: AuditEntry;
  /** A message of this attempt's that is going to be posted from then on, outside the order of the others. */
  readonly posting?: { readonly moment: Moment; readonly since: number };
}

export interface RequestStore {
  /**
   * Stores a pending request, its card and the actor's first message, with an audit row. `deliveryKey` (a hash) names
   * the payload it came with.
   */
  insert(request: NewRequest, deliveryKey: string, announce: readonly Moment[]): Promise<Inserted>;
  get(id: string): Promise<Request | undefined>;
  /** The request that this payload made. */
  madeBy(deliveryKey: string): Promise<Request | undefined>;
  /**
   * One conditional write and its audit row, in one transaction: takes effect only if the stored request still has
   * the status and the attempt of `seen`. Undefined means that somebody else was first.
   */
  move(seen: Request, move: Move, transition: Transition): Promise<Request | undefined>;
  /** The same condition, without a change of status. `visible` raises the revision, which makes messages stale. */
  amend(seen: Request, patch: Patch, visible: boolean, about?: Amendment): Promise<Request | undefined>;
  /** The message that `amend` said was going to be posted certainly was not. */
  notPosted(request: Pick<Request, "id" | "attempt">, moment: Moment): Promise<void>;
  /** Requests with `dueAt` at or before `now`, the longest due first, without those of `except`. */
  due(now: number, limit: number, except?: readonly string[]): Promise<readonly Request[]>;
  /** Makes every `approved` and `revoking` request due: what a process that died has left. */
  wakeUnfinished(now: number): Promise<void>;
  /** Ties sessions to the request for good. Returns those of `sessionIds` that no other request holds. */
  claimSessions(requestId: string, sessionIds: readonly string[]): Promise<readonly string[]>;
  /** Ids of the sessions that the request holds. */
  sessionsOf(requestId: string): Promise<readonly string[]>;
  record(entry: AuditEntry): Promise<void>;
}

export interface Agenda {
  /** When anything in the store next falls due; null when nothing ever does. */
  nextDueAt(): Promise<number | null>;
  /**
   * The clock may have been set back since something was put off: each further try is due by this reading of it. What
   * people were told as a moment (until when a request waits for a decision, or can be retried) stays.
   */
  bringForward(now: number): Promise<void>;
}

export type Store = RequestStore & MessageStore & ArrivalStore & Agenda & { close(): Promise<void> };
