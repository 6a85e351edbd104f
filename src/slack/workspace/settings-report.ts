// Logs at start what the settings mean in this workspace: who may do what, and what can't work.
import { requireApprovalPossible, requireGroups } from "../../impersonation/checks/authority.js";
import { ImpersonationError, type ProblemCode } from "../../impersonation/model/errors.js";
import { isUnset, type PeopleList, type Rules } from "../../impersonation/model/settings.js";
import type { Directory } from "../../impersonation/ports/directory.js";
import type { IdentityProvider } from "../../impersonation/ports/identity-provider.js";
import type { Log } from "../../runtime/log.js";
import { problemText } from "../messages/words/problem.js";

/** Whatever this directory was told before will do: it is one for the start alone. */
const since = 0;

/** Never stops the start: each request makes the same checks, and is refused with what to change. */
export async function reportSettings(
  rules: Rules,
  directory: Directory,
  identities: IdentityProvider,
  approvalChannel: string,
  log: Log,
): Promise<void> {
  const { userIds, emails, domains } = rules.protectedSubjects;
  log.info("who may do what", {
    requesters: describe(rules.requesters, "every full member of the workspace"),
    approvers: describe(rules.approvers, "the members of the approval channel"),
    protected_subjects: userIds.length + emails.length + domains.length,
  });
  const check = async (look: () => Promise<void>, success: string, failure: (code: ProblemCode) => string) => {
    try {
      await look();
      log.info(success);
    } catch (error) {
      if (!(error instanceof ImpersonationError)) throw error;
      const { problem } = error;
      const { code } = problem;
      const slack = "slackCode" in problem ? { slack: problem.slackCode } : {};
      log.error(failure(code), { problem: code, ...slack, words: problemText(problem, approvalChannel) });
    }
  };
  await Promise.all([
    check(
      async () => {
        await requireApprovalPossible({ rules, directory }, { channel: since, members: since });
        await requireGroups(directory, rules.approvers, since);
      },
      "approvals are possible",
      () => "approvals are not possible",
    ),
    check(
      () => requireGroups(directory, rules.requesters, since),
      "requests are possible",
      () => "requests are not possible for the groups in REQUESTERS",
    ),
    check(() => identities.checkKey(), "Clerk accepts the secret key", clerkFault),
  ]);
}

function clerkFault(code: ProblemCode): string {
  return code === "clerk_key"
    ? "Clerk refuses the secret key: set CLERK_SECRET_KEY to a key of your instance (Clerk Dashboard → API keys)"
    : "Clerk gave no usable answer: requests are refused until it does";
}

function describe(list: PeopleList, everybody: string): string {
  if (isUnset(list)) return everybody;
  return `${list.userIds.length} people, ${list.groupIds.length} groups, ${list.emails.length} emails`;
}
