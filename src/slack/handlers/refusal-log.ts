// Logs the setting behind a refusal: the person who is refused is told to ask their admin, who reads the log.
import type { Problem, ProblemCode } from "../../impersonation/model/errors.js";
import type { Log } from "../../runtime/log.js";

/** Names the setting, where a setting is the cause. */
export type RefusalLog = (problem: Problem | ClerkKeyRefused) => void;

interface ClerkKeyRefused {
  readonly code: "clerk_key";
}

/** A refusal of the same kind is not logged again for this long: it changes nothing about the settings. */
const quietMs = 600_000;

export function createRefusalLog(log: Log, now: () => number): RefusalLog {
  const loggedAt = new Map<ProblemCode, number>();
  return (problem) => {
    const { code } = problem;
    // A customer who is not found is no fault of a setting.
    const setting = "whose" in problem && problem.whose === "subject" ? undefined : settings[code];
    const latest = loggedAt.get(code);
    if (setting === undefined || (latest !== undefined && Math.abs(now() - latest) < quietMs)) return;
    loggedAt.set(code, now());
    // People are not told Slack's code, which says more than the setting.
    const slack = "slackCode" in problem ? { slack: problem.slackCode } : {};
    log.warn("refused because of a setting", { problem: code, setting, ...slack });
  };
}

const settings: Partial<Record<ProblemCode, string>> = {
  not_requester: "REQUESTERS",
  group_unknown: "APPROVERS, REQUESTERS",
  no_clerk_user: "ACTOR_FALLBACK",
  protected_subject: "PROTECTED_SUBJECTS",
  channel_unseen: "APPROVAL_CHANNEL",
  channel_archived: "APPROVAL_CHANNEL",
  channel_shared: "APPROVAL_CHANNEL",
  channel_public: "APPROVAL_CHANNEL, APPROVERS",
  no_approvers: "APPROVERS",
  slack_lookup_refused: "SLACK_BOT_TOKEN",
  clerk_key: "CLERK_SECRET_KEY",
};
