// One round of checks before an approval: all that must hold, looked up in parallel for this click.
import type { Context } from "../context.js";
import { deferRejection } from "../deferred-rejection.js";
import { ImpersonationError, isLookupFailure, type Problem, type ProblemCode, reasonOf } from "../model/errors.js";
import type { Request, UnverifiedClash } from "../model/request.js";
import { requireDecider, requireRequester } from "./authority.js";
import { freshForApproval } from "./freshness.js";
import { confirmActor } from "./identity.js";
import {
  actorClashes,
  deciderProblem,
  isSamePerson,
  isSubject,
  refuseIf,
  subjectClashes,
  subjectProblem,
} from "./policy.js";

/**
 * Refuses where the approver, the channel, the actor or the subject no longer passes, or could not be looked up. Resolves
 * with the unverified addresses that clash.
 */
async function checkApproval(context: Context, request: Request, by: string): Promise<readonly UnverifiedClash[]> {
  const { identities, rules } = context;
  refuseIf(deciderProblem(by, request, rules.approvers));
  const since = freshForApproval(context);
  const deciderNow = deferRejection(requireDecider(context, request, by, since));
  const subjectNow = deferRejection(identities.user(request.subjectId, since.person));
  const actorNow = deferRejection(
    confirmActor(requireRequester(context, request.actorSlackId, since), request, identities, rules, since.person),
  );
  // In this order: someone who may not decide learns nothing about the others.
  const decider = await deciderNow();
  const { user: actor, emails: emailsNow } = await withActorRefusal(request, actorNow);
  const emails = [...request.actorEmails, ...emailsNow];
  if (isSamePerson(decider, emails)) throw new ImpersonationError({ code: "same_person_as_actor" });

  const subject = await subjectNow();
  if (subject === undefined) {
    throw new ImpersonationError({ code: "no_clerk_user", whose: "subject", by: "clerk", sought: request.subjectId });
  }
  const identity = { sub: request.actorSub, clerkId: request.actorClerkId, emails };
  const problem = subjectProblem(subject, identity, rules.protectedSubjects);
  if (problem?.code === "self_impersonation") throw actorRefused(request, problem);
  refuseIf(problem);
  if (isSubject(decider, subject, request.subjectSlackId)) throw new ImpersonationError({ code: "subject_decides" });
  return [...subjectClashes(subject, identity, rules.protectedSubjects, decider), ...actorClashes(actor, decider)];
}

async function withActorRefusal<T>(request: Request, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ImpersonationError) || isLookupFailure(error.problem)) throw error;
    throw actorRefused(request, error.problem);
  }
}

/** The same, in words for the person who clicked. */
function actorRefused({ actorSlackId }: Request, reason: Problem): ImpersonationError {
  return new ImpersonationError({ code: "actor_refused", actorSlackId, reason: reason.code });
}

/** Checks older than this are repeated once more before anything is made or sent for them. */
const checksMaxAgeMs = 5_000;

/** The checks that an approval rests on, and how old they are. */
export class ApprovalChecks {
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly context: Context,
    private readonly request: Request,
    readonly by: string,
  ) {}

  /** A round that took too long is repeated once, so that no decision rests on its oldest answers. */
  async pass(): Promise<readonly UnverifiedClash[]> {
    const clashes = await this.#round();
    return this.#isOld() ? this.#round() : clashes;
  }

  /** Before something is made or sent, perhaps after a wait: why it is not allowed now. Recent checks are not repeated. */
  async refusalNow(): Promise<ProblemCode | undefined> {
    if (!this.#isOld()) return undefined;
    try {
      await this.#round();
      return undefined;
    } catch (error) {
      if (!(error instanceof ImpersonationError)) throw error;
      return reasonOf(error.problem) ?? error.problem.code;
    }
  }

  #isOld(): boolean {
    // In both directions: the clock can be set back during a wait.
    return Math.abs(this.context.clock.now() - this.#checkedAt) > checksMaxAgeMs;
  }

  async #round(): Promise<readonly UnverifiedClash[]> {
    this.#checkedAt = this.context.clock.now();
    return checkApproval(this.context, this.request, this.by);
  }
}
