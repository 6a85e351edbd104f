// The settings that the rules depend on.

export interface PeopleList {
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
  /** In lower case. */
  readonly emails: readonly string[];
}

export interface ProtectedSubjects {
  readonly userIds: readonly string[];
  /** In lower case. */
  readonly emails: readonly string[];
  /** Without the `@`, in lower case. */
  readonly domains: readonly string[];
}

/** As they are set, wherever the bot runs. */
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
}

/** The settings, in the workspace that the bot found itself in. */
export interface Rules extends Settings {
  /** The workspace that the bot serves. */
  readonly teamId: string;
  /** The bot itself, which is a member of the approval channel and decides nothing. */
  readonly botUserId: string;
}

export function isUnset(list: PeopleList): boolean {
  return list.userIds.length + list.groupIds.length + list.emails.length === 0;
}

export const reasonMaxLength = 1000;
/** As long as an email can be. */
export const whoMaxLength = 320;
/** A click waits at most so long for Clerk to make a link. */
export const creationTimeoutMs = 10_000;
/** An `approved` request that no running call works on is given up after so long. */
export const approvedTimeoutMs = 60_000;
/** Clerk's clock and ours, and the way between, may differ by so much. */
export const clockToleranceMs = 60_000;
/** A machine's clock may be set wrong by so much: an hour, as by a mistaken zone. */
export const clockErrorMs = 3_600_000;
/** Who may approve may have been looked up so long ago, for an earlier click. */
export const authorityMaxAgeMs = 60_000;
/** A worker may hold a message for so long, and what Slack did not answer may still land for so long. */
export const claimMaxMs = 60_000;
/** After a click on the link its use is expected: looked for so often, for so long. */
export const fastPollMs = 2_000;
export const fastPollForMs = 60_000;

/** So many looks for a session find none before it counts as never begun; their waits add up to a minute. */
export const emptyLooksForNoSession = 7;

const waitsMs = [1_000, 2_000, 4_000, 8_000];

/** The wait before try number `tries` + 1, unless the other side asked for a longer one. */
export function backoffMs(tries: number, retryAfterMs = 0): number {
  return Math.max(waitsMs[tries] ?? 15_000, retryAfterMs);
}
