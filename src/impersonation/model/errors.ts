// Everything that can be refused or go wrong, as one error class with a code from one table.
import type { Failure, Request } from "./request.js";

/** The words for each stand in `slack/messages/problem.ts`, in one exhaustive switch. */
export type Problem =
  // Who acts
  | { code: "not_a_member"; why: "deactivated" | "bot" | "guest" | "other_workspace" }
  | { code: "not_requester" }
  | { code: "not_approver" }
  | { code: "own_request" }
  | { code: "same_person_as_actor" }
  | { code: "decider_email_missing" }
  | { code: "not_your_request"; verb: "cancel" | "open" }
  | { code: "slack_lookup_failed" }
  | { code: "slack_lookup_refused"; slackCode: string }
  | { code: "group_unknown" }
  // What is asked for
  | { code: "who_invalid" }
  | { code: "reason_missing" }
  | { code: "reason_too_long"; length: number }
  | { code: "duration_invalid" }
  | { code: "duration_too_long"; maxMs: number }
  // Who is who
  | { code: "slack_email_missing"; whose: Party }
  | { code: "slack_email_unconfirmed"; whose: Party }
  | { code: "no_clerk_user"; whose: Party }
  | { code: "ambiguous_clerk_user"; whose: Party }
  | { code: "self_impersonation" }
  | { code: "banned"; whose: Party }
  | { code: "locked"; whose: Party }
  | { code: "protected_subject" }
  | { code: "already_open"; request: Request }
  // Where it is decided
  | { code: "channel_unseen" }
  | { code: "channel_not_joined" }
  | { code: "channel_archived" }
  | { code: "channel_shared" }
  | { code: "channel_public" }
  | { code: "channel_refuses" }
  | { code: "no_approvers" }
  // When it is too late
  | { code: "unknown_request" }
  | { code: "too_late"; request: Request }
  | { code: "retry_over" }
  | { code: "link_gone" }
  // A restored database: so many sessions were ended, null where nobody asked for that
  | { code: "ahead_of_record"; ended: number | null }
  // The database: `after` a decision was stored, which stands and is carried on, or `before` anything was.
  | { code: "store_unavailable"; stage: "before" | "after" }
  // Clerk
  | ClerkProblem;

export type Party = "actor" | "subject";

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

export class ImpersonationError extends Error {
  override readonly name = "ImpersonationError";

  constructor(
    readonly problem: Problem,
    options: { cause?: unknown } = {},
  ) {
    super(problem.code, options);
  }
}

/** The database could not be read or written to. What was to be stored is not, and may be tried again. */
export function isStoreFailure(error: unknown): error is ImpersonationError {
  return error instanceof ImpersonationError && error.problem.code === "store_unavailable";
}

/** The codes after which the effect asked for may have happened all the same. */
const uncertain: ReadonlySet<ProblemCode | Failure> = new Set([
  "clerk_unavailable",
  "clerk_timeout",
  "clerk_malformed",
]);

export function mayHaveHappened({ code }: { readonly code: ProblemCode | Failure }): boolean {
  return uncertain.has(code);
}

/** Milliseconds that the other side asked us to wait, or 0. */
export function retryAfterMs(error: unknown): number {
  return error instanceof ImpersonationError && error.problem.code === "clerk_rate_limited"
    ? error.problem.retryAfterMs
    : 0;
}

/** What an approved request remembers of why Clerk made no link. */
export function failureOfCreation(problem: Problem): Failure {
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
    case "store_unavailable":
      return "not_recorded";
    default:
      return "clerk_refused";
  }
}

/** Nobody was found wanting: it could not be found out. */
export function isLookUpFailure({ code }: Problem): boolean {
  return (
    code.startsWith("slack_lookup_") ||
    code === "group_unknown" ||
    code === "channel_unseen" ||
    code.startsWith("clerk_")
  );
}
