// Repeats the checks of the request while Clerk creates the token.

import { type Context, record } from "../context.js";
import { deferRejection } from "../deferred-rejection.js";
import { ImpersonationError, isLookupFailure, type Problem } from "../model/errors.js";
import type { Failure, Request } from "../model/request.js";
import { requireDecider, requireRequester } from "./authority.js";
import { confirmActor } from "./identity.js";
import { isSamePerson, refuseIf, subjectProblem } from "./policy.js";

export interface Approval {
  readonly by: string;
  readonly clickedAt: number;
}

export interface FailedCheck {
  readonly problem: Problem;
  readonly failure: Failure;
}

/**
 * Repeats with fresh look-ups what was checked when the request was made. The approver too, as the click may have
 * passed on an answer up to a minute old. Undefined when all checks pass.
 */
export async function recheck(
  context: Context,
  request: Request,
  { by, clickedAt }: Approval,
): Promise<FailedCheck | undefined> {
  const { identities, rules } = context;
  const approverNow = deferRejection(requireDecider(context, request, by, clickedAt));
  const subjectNow = deferRejection(identities.user(request.subjectId));
  const actorNow = deferRejection(
    requireRequester(context, request.actorSlackId).then((person) => confirmActor(person, request, identities, rules)),
  );
  let actorEmails = request.actorEmails;
  return (
    (await failedCheck("actor_refused", async () => {
      const actor = await actorNow();
      actorEmails = [...actorEmails, ...(actor?.allEmails ?? [])];
    })) ??
    (await failedCheck("subject_refused", async () => {
      const subject = await subjectNow();
      if (subject === undefined) throw new ImpersonationError({ code: "no_clerk_user", whose: "subject" });
      const actor = { sub: request.actorSub, clerkId: request.actorClerkId, emails: actorEmails };
      refuseIf(subjectProblem(subject, actor, rules.protectedSubjects));
    })) ??
    (await failedCheck("approver_refused", async () => {
      if (isSamePerson(await approverNow(), actorEmails)) {
        throw new ImpersonationError({ code: "same_person_as_actor" });
      }
    }))
  );
}

async function failedCheck(failure: Failure, check: () => Promise<void>): Promise<FailedCheck | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    const { problem } = error;
    if (isLookupFailure(problem)) return { problem, failure: "lookup_failed" };
    return { problem, failure: problem.code.startsWith("channel_") ? "channel_unfit" : failure };
  }
}

export async function recordFailedCheck(
  context: Context,
  { id }: Request,
  { by }: Approval,
  { problem }: FailedCheck,
): Promise<void> {
  await record(context, { requestId: id, by, action: "refused", outcome: problem.code, detail: { verb: "issue" } });
}
