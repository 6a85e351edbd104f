// A request: one actor's ask to act as one subject, from the command to the end of access.
import type { Status } from "./lifecycle.js";

/** Why a request that was approved came to nothing. Kept on the request, so that every message can say it. */
export const failures = [
  "clerk_plan",
  "clerk_limit",
  "clerk_key",
  "clerk_rate_limited",
  "clerk_refused",
  "clerk_unavailable",
  "clerk_silent",
  "clerk_nonsense",
  "delivery_refused",
  "delivery_unknown",
  "actor_refused",
  "approver_refused",
  "subject_refused",
  "channel_unfit",
  "lookup_failed",
  "interrupted",
  "not_recorded",
] as const;
export type Failure = (typeof failures)[number];

/** How a request came to rest, as far as its status alone does not tell. */
export const closings = [
  "unused",
  "sessions_ended",
  "nothing_created",
  "no_session",
  "subject_gone",
  "signed_out",
  "timed_out",
  "time_limit",
  "revoked_elsewhere",
  "by_time_unconfirmed",
  "by_actor",
  "card_not_posted",
] as const;
export type Closing = (typeof closings)[number];

/** Times are milliseconds since the Unix epoch, UTC; Slack ids are `U…`/`W…`, Clerk ids `user_…`. */
export interface Request {
  readonly id: string;
  readonly status: Status;
  /** Counts what people can see of the request; a message that shows an older one is stale. */
  readonly revision: number;
  /** How often it was approved: an answer that belongs to an earlier approval changes nothing. */
  readonly attempt: number;

  readonly actorSlackId: string;
  /** What the actor token is stamped with: the actor's Clerk user id, or `slack:<team>:<user>`. */
  readonly actorSub: string;
  /** The actor's own Clerk user; null where `ACTOR_FALLBACK=slack` stands in. */
  readonly actorClerkId: string | null;
  /** Every address of the actor's Clerk user: nobody who has one of them may approve. */
  readonly actorEmails: readonly string[];

  readonly subjectId: string;
  readonly subjectName: string;
  readonly subjectEmail: string | null;
  readonly reason: string;
  readonly sessionMs: number;

  readonly askedAt: number;
  readonly lapsesAt: number;

  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  readonly note: string | null;
  /** Until when Retry is offered on a failed request; null when it no longer is. */
  readonly retryUntil: number | null;

  readonly tokenId: string | null;
  /** By Clerk's clock, like the sessions it is compared with. */
  readonly tokenCreatedAt: number | null;
  readonly linkExpiresAt: number | null;
  /** Set when Clerk never said whether it made a token: nobody has its link, and by then it is dead. */
  readonly tokenMayExistUntil: number | null;
  readonly linkClickedAt: number | null;
  /** Set when the deadline took the link out of its message, before Clerk said whether it was used. */
  readonly linkWithdrawnAt: number | null;

  readonly usedAt: number | null;
  readonly usedFrom: string | null;
  readonly sessionEndsAt: number | null;

  readonly revokedBy: string | null;
  readonly revokeAskedAt: number | null;
  readonly failure: Failure | null;
  readonly closing: Closing | null;
  readonly closedAt: number | null;

  /** When the request next needs a look without anybody's click; null when it never does. */
  readonly dueAt: number | null;
  /** Unanswered tries of the current effect, for the wait before the next one. */
  readonly tries: number;
}

export type NewRequest = Pick<
  Request,
  | "id"
  | "actorSlackId"
  | "actorSub"
  | "actorClerkId"
  | "actorEmails"
  | "subjectId"
  | "subjectName"
  | "subjectEmail"
  | "reason"
  | "sessionMs"
  | "askedAt"
  | "lapsesAt"
>;

/** What a move or an amendment may set beside the status, which only a move changes. */
export type Patch = Partial<
  Omit<Request, keyof NewRequest | "status" | "revision" | "attempt" | "askedAt" | "lapsesAt" | "id">
>;
