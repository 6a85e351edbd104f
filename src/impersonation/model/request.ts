// A request: one actor's ask to act as one subject, from the command to the end of access.
import { z } from "zod";
import { statuses } from "./lifecycle.js";

/** Why an approved request failed. Kept on the request, so that every message can say it. */
export const failures = [
  "clerk_plan",
  "clerk_limit",
  "clerk_key",
  "clerk_rate_limited",
  "clerk_refused",
  "clerk_unavailable",
  "clerk_timeout",
  "clerk_malformed",
  "delivery_refused",
  "delivery_unknown",
  "subject_refused",
  "subject_deprovisioned",
  "no_longer_allowed",
  "interrupted",
  "not_recorded",
] as const;
export type Failure = (typeof failures)[number];

/** How a request was closed, where its status does not say. */
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

/** Milliseconds since the Unix epoch, UTC. */
const time = z.number();
/** `U…` or `W…` */
const slackUserId = z.string();
/** `user_…` */
const clerkUserId = z.string();

/** An address that would have decided something, had its holder verified it. */
const unverifiedClash = z.object({ whose: z.enum(["actor", "subject"]), email: z.string() });
export type UnverifiedClash = Readonly<z.output<typeof unverifiedClash>>;

export const requestSchema = z.object({
  id: z.string(),
  /** 1, 2, 3 …: people see and say it as a short id, `IMP-204`. */
  number: z.number(),
  status: z.enum(statuses),
  /** Counts changes that people can see; a message that shows an older revision is stale. */
  revision: z.number(),
  /** How often it was approved: an answer that belongs to an earlier approval changes nothing. */
  attempt: z.number(),

  actorSlackId: slackUserId,
  /** What the actor token is stamped with: the actor's Clerk user id, or `slack:<team>:<user>`. */
  actorSub: z.string(),
  /** The actor's own Clerk user; null where `ACTOR_FALLBACK=slack` was used. */
  actorClerkId: clerkUserId.nullable(),
  /** Every verified address of the actor: a person with one of them may not approve. */
  actorEmails: z.array(z.string()).readonly(),

  subjectId: clerkUserId,
  subjectName: z.string(),
  subjectEmail: z.string().nullable(),
  /** The mention by which the subject was named; null where they were named otherwise. */
  subjectSlackId: slackUserId.nullable(),
  unverifiedClashes: z.array(unverifiedClash).readonly(),
  reason: z.string(),
  sessionMs: z.number(),
  /** The request that this one asks again; null where it is the first. */
  askedAgainOf: z.string().nullable(),

  askedAt: time,
  lapsesAt: time,
  /** When the approvers were reminded of a request that waits; null where they were not. */
  remindedAt: time.nullable(),

  decidedBy: slackUserId.nullable(),
  decidedAt: time.nullable(),
  note: z.string().nullable(),
  /** Until when Retry is offered on a failed request; null when it no longer is. */
  retryUntil: time.nullable(),

  tokenId: z.string().nullable(),
  /** By Clerk's clock, like the sessions it is compared with. */
  tokenCreatedAt: time.nullable(),
  /** By Clerk's clock: `tokenCreatedAt` and the time that the link was given. */
  linkExpiresAt: time.nullable(),
  /** Clerk's answer to the token's revoke, once it says that the link opens nothing more. */
  tokenRevocation: z.enum(["revoked", "accepted"]).nullable(),
  /** Set when Clerk never said whether it created a token: nobody got its link, and it expires by this time. */
  tokenMayExistUntil: time.nullable(),
  linkClickedAt: time.nullable(),
  /** When the link was removed from its message at its deadline, before Clerk said whether it was used. */
  linkWithdrawnAt: time.nullable(),

  /** By Clerk's clock, like `sessionEndsAt`. */
  usedAt: time.nullable(),
  usedFrom: z.string().nullable(),
  sessionEndsAt: time.nullable(),
  /** When the actor was told that the session ends soon; null where they were not. */
  warnedAt: time.nullable(),
  /** Since when Clerk has not confirmed that the session ended at its time limit; null where the limit was not reached. */
  overdueSince: time.nullable(),

  revokedBy: slackUserId.nullable(),
  revokeAskedAt: time.nullable(),
  failure: z.enum(failures).nullable(),
  closing: z.enum(closings).nullable(),
  /** Slack's error code, where it refused the card (`card_not_posted`) or the link's message (`delivery_refused`). */
  slackCode: z.string().nullable(),
  closedAt: time.nullable(),

  /** When the scheduler next attends to the request; null when it need not. */
  dueAt: time.nullable(),
  /** Unconfirmed tries of the current effect, for the wait before the next one. */
  tries: z.number(),
});
export type Request = Readonly<z.output<typeof requestSchema>>;

/** A user of the product, for people to read. From the record: as they were when somebody asked. */
export interface NamedSubject {
  readonly id: string;
  readonly name: string;
  readonly shownEmail: string | null;
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
  | "subjectSlackId"
  | "unverifiedClashes"
  | "reason"
  | "sessionMs"
  | "askedAgainOf"
  | "askedAt"
  | "lapsesAt"
>;

/** What a move or an amendment may set; the status is changed by moves only. */
export type Patch = Partial<
  Omit<Request, Exclude<keyof NewRequest, "unverifiedClashes"> | "number" | "status" | "revision" | "attempt">
>;
