// Where the form shows what is wrong with it.
import { ImpersonationError, type Problem } from "../../../impersonation/model/errors.js";
import { clean, type Line } from "../../messages/blocks/compose.js";
import { type RequestField, requestFields } from "../../messages/forms/request-form.js";

/** The field that a problem is about; undefined for one that is about no entry. */
export function fieldOfProblem(problem: Problem): RequestField | undefined {
  switch (problem.code) {
    case "who_invalid":
    case "mention_not_visible":
    case "self_impersonation":
    case "protected_subject":
    case "already_open":
      return requestFields.who;
    case "slack_email_missing":
    case "slack_email_unconfirmed":
    case "no_clerk_user":
    case "ambiguous_clerk_user":
    case "banned":
    case "locked":
    case "deprovisioned":
      return problem.whose === "subject" ? requestFields.who : undefined;
    case "reason_missing":
    case "reason_too_long":
    case "reason_unmatched":
      return requestFields.reason;
    case "duration_invalid":
    case "duration_too_long":
      return requestFields.duration;
    default:
      return undefined;
  }
}

export function fieldOfError(error: unknown): RequestField | undefined {
  return error instanceof ImpersonationError ? fieldOfProblem(error.problem) : undefined;
}

/** As plain text, which is all that Slack shows beside a field; undefined where that can't say it. */
export function asPlainText(line: Line): string | undefined {
  const texts = line.map((part) => (typeof part === "string" ? part : "bold" in part ? clean(part.bold) : undefined));
  return texts.every((text) => text !== undefined) ? texts.join("").trim() || undefined : undefined;
}
