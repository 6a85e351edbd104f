// The settings that the checks and verbs depend on, and the limits that are fixed.

export interface PeopleList {
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
  /** In the form of `canonicalEmail`. */
  readonly emails: readonly string[];
}

export interface ProtectedSubjects {
  readonly userIds: readonly string[];
  /** In the form of `canonicalEmail`. */
  readonly emails: readonly string[];
  /** In the form of `canonicalDomain`; with `*.` before it, also every domain below it. */
  readonly domains: readonly string[];
}

/** Places in a text, in UTF-16 units: where it begins and ends. */
export type Span = readonly [start: number, end: number];

/** A regular expression, for texts of at most `reasonMaxLength` characters. */
export interface ReasonPattern {
  readonly source: string;
  readonly hasGroup: boolean;
  /** Its first match, and in it what the first group holds. */
  find(text: string): { readonly whole: Span; readonly group: Span | null } | undefined;
}

/** What a reason has to look like, and where its ticket leads. Null: not set. */
export interface ReasonRules {
  readonly pattern: ReasonPattern | null;
  /** For people: what a reason has to say. */
  readonly hint: string | null;
  /** https, with `{ticket}` in its path, query or fragment. */
  readonly ticketUrl: string | null;
}

/** As set, whichever workspace the bot runs in. */
export interface Settings {
  /** Empty: the members of the approval channel. */
  readonly approvers: PeopleList;
  /** Empty: every member of the workspace. */
  readonly requesters: PeopleList;
  readonly protectedSubjects: ProtectedSubjects;
  readonly actorFallback: "refuse" | "slack";
  readonly requestTtlMs: number;
  readonly linkTtlMs: number;
  readonly sessionMs: number;
  readonly sessionMaxMs: number;
  readonly sessionPollMs: number;
  /** How many calls to Clerk the bot may make in `budgetWindowMs`. */
  readonly clerkRequestsPer10s: number;
  /** The most requests that one person may have open at a time. */
  readonly openRequestsMax: number;
  readonly reason: ReasonRules;
}

/** The settings, with the workspace and the user that the bot token belongs to. */
export interface Rules extends Settings {
  /** The workspace that the bot serves. */
  readonly teamId: string;
  /** The bot's own user, a member of the approval channel that decides nothing. */
  readonly botUserId: string;
}

export function isUnset(list: PeopleList): boolean {
  return list.userIds.length + list.groupIds.length + list.emails.length === 0;
}

/** The most asks of one person in a minute. */
export function asksPerMinute({ openRequestsMax }: Pick<Settings, "openRequestsMax">): number {
  return 4 * openRequestsMax;
}

export const reasonMaxLength = 1000;
/** The longest that an email can be. */
export const whoMaxLength = 320;
/** How long a click waits for Clerk to create a token. */
export const creationTimeoutMs = 10_000;
/** An `approved` request that no running call works on is abandoned after this. */
export const approvedTimeoutMs = 60_000;
/** The most that Clerk's clock and ours are expected to differ, network delay included. */
export const clockToleranceMs = 60_000;
/** How far the machine's clock may be off: an hour, as with a wrong time zone. */
export const clockErrorMs = 3_600_000;
/** How long a worker may hold a message, and an unanswered call to Slack may still take effect. */
export const claimMaxMs = 60_000;
/** Clerk counts calls over this time. */
export const budgetWindowMs = 10_000;
/** The part of the budget that polls may take. */
export const pollShare = 0.2;
/** At a deadline Clerk is asked once more what is so, for this long. */
export const deadlineLookMs = 2_000;
/** After a click on the link its session is polled this often, for this long. */
export const fastPollMs = 2_000;
export const fastPollForMs = 60_000;

/** A request that waits is mentioned once more after half its time, where that is at least this. */
export const reminderMinMs = 120_000;
/** So long before a session's time limit the actor is told; not of a session that is this short altogether. */
export const warnBeforeMs = 300_000;
export const warnedSessionMinMs = 600_000;
/**
 * A revoke that Clerk has not confirmed by then is announced. That long an app may accept a session token after a revoke that
 * Clerk has confirmed at once, so nobody counts on an earlier end; and half a dozen tries at Clerk have failed.
 */
export const unconfirmedForMs = 60_000;

/** After this many polls without a session none is expected any more; their waits add up to a minute. */
export const emptyPollsForNoSession = 7;

const waitsMs = [1_000, 2_000, 4_000, 8_000];

/** The wait before try number `tries` + 1, unless the other side asked for a longer one (`retryAfterMs`). */
export function backoffMs(tries: number, retryAfterMs = 0): number {
  return Math.max(waitsMs[tries] ?? 15_000, retryAfterMs);
}
