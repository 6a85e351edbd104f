// Everything that can be refused or go wrong, as one error class with a code from one table.
import type { Failure, Request } from "./request.js";

/** The text for each is in `slack/messages/words/problem.ts`, in one exhaustive switch. */
export type Problem =
  // The person who acts
  | { code: "not_a_member"; why: "deactivated" | "bot" | "guest" | "other_workspace" }
  | { code: "not_requester" }
  // `requests` are all that the person has open.
  | { code: "too_many_open"; requests: readonly Request[]; max: number }
  | { code: "too_many_asks"; requests: readonly Request[]; againAt: number }
  | { code: "too_many_refused"; againAt: number }
  | { code: "not_approver" }
  | { code: "own_request" }
  | { code: "same_person_as_actor" }
  | { code: "decider_email_missing" }
  | { code: "subject_decides" }
  // The person who asked no longer passes the check with that code: said to somebody else.
  | { code: "actor_refused"; actorSlackId: string; reason: ProblemCode }
  // The person who asked has so many others open that this one can't be opened again: said to an approver.
  | { code: "actor_has_too_many_open"; actorSlackId: string; max: number }
  // Checks that were repeated after a wait failed with that code.
  | { code: "no_longer_allowed"; reason: ProblemCode }
  | { code: "not_your_request"; verb: "cancel" | "open" | "ask_again" }
  | { code: "slack_lookup_failed" }
  | { code: "slack_lookup_refused"; slackCode: string }
  | { code: "group_unknown" }
  // What was entered
  | { code: "who_invalid"; typed: string }
  | { code: "reason_missing" }
  | { code: "reason_too_long"; length: number }
  // `hint`: what the settings say that a reason has to have.
  | { code: "reason_unmatched"; hint: string | null }
  | { code: "duration_invalid"; typed: string }
  | { code: "duration_too_long"; askedMs: number; maxMs: number }
  // Actor and subject
  | { code: "slack_email_missing"; whose: Party }
  | { code: "slack_email_unconfirmed"; whose: Party }
  | { code: "mention_not_visible"; userId: string }
  | { code: "no_clerk_user" | "ambiguous_clerk_user"; whose: "actor" }
  // `sought`: the address, id, username or name as it was given.
  | { code: "no_clerk_user" | "ambiguous_clerk_user"; whose: "subject"; by: SoughtBy; sought: string }
  | { code: "self_impersonation" }
  | { code: "banned"; whose: Party }
  | { code: "locked"; whose: Party }
  | { code: "deprovisioned"; whose: Party }
  | { code: "protected_subject" }
  | { code: "already_open"; request: Request }
  // The approval channel
  | { code: "channel_unseen" }
  | { code: "channel_not_joined" }
  | { code: "channel_archived" }
  | { code: "channel_shared" }
  | { code: "channel_public" }
  | { code: "channel_refuses"; slackCode: string }
  | { code: "no_approvers" }
  // Too late
  | { code: "unknown_request" }
  // By the number that somebody typed: there is none, or none that they may see.
  | { code: "no_such_request"; number: number }
  | { code: "too_late"; request: Request }
  | { code: "retry_over" }
  | { code: "link_gone" }
  // The database was restored from a backup. `ended`: sessions ended at Clerk, null where none were looked for.
  | { code: "ahead_of_record"; ended: number | null }
  // The database failed: `before` anything was stored, or `after` a decision was, which is carried out later. `unknown`: it
  // never said whether it stored it.
  | { code: "store_unavailable"; stage: "before" | "after" | "unknown" }
  // Clerk
  | ClerkProblem;

export type Party = "actor" | "subject";
/** `slack`: by the email in the profile of the mentioned person, whose id is `sought`. */
export type SoughtBy = "slack" | "email" | "clerk" | "username" | "name";

export type ClerkProblem =
  | { code: "clerk_plan" }
  | { code: "clerk_limit" }
  | { code: "clerk_key" }
  | { code: "clerk_not_found" }
  | { code: "clerk_rate_limited"; retryAfterMs: number }
  | { code: "clerk_refused"; clerkCode: string }
  | { code: "clerk_unavailable" }
  | { code: "clerk_timeout" }
  | { code: "clerk_malformed" };

export type ProblemCode = Problem["code"];

/** Why the approval channel does not take a card. */
export type CardProblem = Extract<
  Problem,
  { code: "channel_unseen" | "channel_not_joined" | "channel_archived" | "channel_refuses" }
>;

export class ImpersonationError extends Error {
  override readonly name = "ImpersonationError";

  constructor(
    readonly problem: Problem,
    options: { cause?: unknown } = {},
  ) {
    super(problem.code, options);
  }
}

/** The database could not be read or written. The failed write stored nothing, and may be retried. */
export function isStoreFailure(error: unknown): error is ImpersonationError {
  return error instanceof ImpersonationError && error.problem.code === "store_unavailable";
}

/** The problem behind one that is told to somebody else, or late. */
export function reasonOf(problem: Problem): ProblemCode | undefined {
  return problem.code === "actor_refused" || problem.code === "no_longer_allowed" ? problem.reason : undefined;
}

/** Codes after which the requested effect may have happened anyway. */
const uncertain: ReadonlySet<ProblemCode | Failure> = new Set([
  "clerk_unavailable",
  "clerk_timeout",
  "clerk_malformed",
]);

export function mayHaveHappened({ code }: { readonly code: ProblemCode | Failure }): boolean {
  return uncertain.has(code);
}

/** Milliseconds that Clerk asked us to wait, or 0. */
export function retryAfterMs(error: unknown): number {
  return error instanceof ImpersonationError && error.problem.code === "clerk_rate_limited"
    ? error.problem.retryAfterMs
    : 0;
}

/** The failure to record on an approved request for which Clerk created no link. */
export function creationFailure(problem: Problem): Failure {
  switch (problem.code) {
    case "clerk_plan":
    case "clerk_limit":
    case "clerk_key":
    case "clerk_rate_limited":
    case "clerk_unavailable":
    case "clerk_timeout":
    case "clerk_malformed":
      return problem.code;
    case "clerk_not_found":
      return "subject_refused";
    case "no_longer_allowed":
      return problem.code;
    default:
      return "clerk_refused";
  }
}

/** True where a check could not be made, as opposed to not passed. */
export function isLookupFailure({ code }: Problem): boolean {
  return (
    code.startsWith("slack_lookup_") ||
    code === "group_unknown" ||
    code === "channel_unseen" ||
    code.startsWith("clerk_")
  );
}
