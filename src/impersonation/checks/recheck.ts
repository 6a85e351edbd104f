// What was checked when the request was made, checked again while Clerk makes the link.

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

export interface Stop {
  readonly problem: Problem;
  readonly failure: Failure;
}

/**
 * What was checked when the request was made, checked again with fresh answers while Clerk works. The approver too:
 * the click may have been let through on an answer up to a minute old. Undefined when all is still well.
 */
export async function recheck(
  context: Context,
  request: Request,
  { by, clickedAt }: Approval,
): Promise<Stop | undefined> {
  const { identities, rules } = context;
  const approverNow = deferRejection(requireDecider(context, request, by, clickedAt));
  const subjectNow = deferRejection(identities.user(request.subjectId));
  const actorNow = deferRejection(
    requireRequester(context, request.actorSlackId).then((person) => confirmActor(person, request, identities, rules)),
  );
  let actorEmails = request.actorEmails;
  return (
    (await stopIf("actor_refused", async () => {
      const actor = await actorNow();
      actorEmails = [...actorEmails, ...(actor?.allEmails ?? [])];
    })) ??
    (await stopIf("subject_refused", async () => {
      const subject = await subjectNow();
      if (subject === undefined) throw new ImpersonationError({ code: "no_clerk_user", whose: "subject" });
      const actor = { sub: request.actorSub, clerkId: request.actorClerkId, emails: actorEmails };
      refuseIf(subjectProblem(subject, actor, rules.protectedSubjects));
    })) ??
    (await stopIf("approver_refused", async () => {
      if (isSamePerson(await approverNow(), actorEmails)) {
        throw new ImpersonationError({ code: "same_person_as_actor" });
      }
    }))
  );
}

async function stopIf(failure: Failure, check: () => Promise<void>): Promise<Stop | undefined> {
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

export async function recordStop(
  context: Context,
  { id }: Request,
  { by }: Approval,
  { problem }: Stop,
): Promise<void> {
  await record(context, { requestId: id, by, action: "refused", outcome: problem.code, detail: { verb: "issue" } });
}
