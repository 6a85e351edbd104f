// What a person may see in the Home tab, by who they are in the workspace now.

import { mailboxOf } from "../model/email.js";
import { ImpersonationError, isLookupFailure, type Problem } from "../model/errors.js";
import type { Request } from "../model/request.js";
import type { Rules } from "../model/settings.js";
import type { Directory, Person } from "../ports/directory.js";
import { requireApprover, requireMember } from "./authority.js";
import type { Freshness } from "./freshness.js";
import { isSamePerson } from "./policy.js";

/** `outsider`: nobody who may use Understudy, and why. `unknown`: Slack did not say. */
export type Viewer =
  | { readonly is: "approver" | "member"; readonly person: Person }
  | { readonly is: "outsider"; readonly problem: Problem }
  | { readonly is: "unknown" };

/** Never refuses: what can't be looked up is shown to nobody. */
export async function viewerOf(
  authority: { readonly directory: Directory; readonly rules: Rules },
  userId: string,
  since: Pick<Freshness, "person" | "members">,
): Promise<Viewer> {
  try {
    const person = await requireMember(authority, userId, since.person);
    return { is: (await isApprover(authority, userId, since)) ? "approver" : "member", person };
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    return isLookupFailure(error.problem) ? { is: "unknown" } : { is: "outsider", problem: error.problem };
  }
}

async function isApprover(...[authority, userId, since]: Parameters<typeof viewerOf>): Promise<boolean> {
  try {
    await requireApprover(authority, userId, since);
    return true;
  } catch (error) {
    if (error instanceof ImpersonationError && error.problem.code === "not_approver") return false;
    throw error;
  }
}

/** Which decisions a request offers an approver, as far as the record tells: a click on them is checked in full. */
export function offeredDecisions(request: Request, person: Person): "both" | "deny" | "none" {
  const { id, email } = person;
  if (request.actorSlackId === id || isSamePerson(person, request.actorEmails)) return "none";
  const theirs =
    email !== null && request.subjectEmail !== null && mailboxOf(request.subjectEmail) === mailboxOf(email);
  return request.subjectSlackId === id || theirs ? "deny" : "both";
}
