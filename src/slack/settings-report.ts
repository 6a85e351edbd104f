// What the settings mean in this workspace, said in the log at start: an approval channel or approvers that cannot work.
import { requireApprovalPossible } from "../impersonation/authority.js";
import { ImpersonationError } from "../impersonation/errors.js";
import type { Directory } from "../impersonation/ports.js";
import { isUnset, type Rules } from "../impersonation/rules.js";
import type { Log } from "../log.js";

/** Never stops the start: the same is looked up at each request, and refused there with what to change. */
export async function reportSettings(rules: Rules, directory: Directory, log: Log): Promise<void> {
  try {
    await requireApprovalPossible({ rules, directory }, "");
    log.info("approvals are possible", {
      approvers: isUnset(rules.approvers) ? "the members of the approval channel" : "as named in APPROVERS",
    });
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    log.error("no request can be approved until this changes", { problem: error.problem.code });
  }
}
