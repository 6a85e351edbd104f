// The request form, once submitted.

import type { SubjectRef } from "../../impersonation/checks/identity.js";
import type { Draft, DraftProblem } from "../../impersonation/verbs/ask.js";
import { askedLine } from "../messages/asked.js";
import { formNotice } from "../messages/form-notice.js";
import { problemText } from "../messages/problem.js";
import { type RequestFormValues, requestFields, requestFormView } from "../messages/request-form.js";
import type { Recipient } from "../replies/answer.js";
import { updateForm } from "../replies/forms.js";
import { fieldOf, fingerprint, formKey, type Submission } from "../transport/payloads.js";
import { parseWho } from "./command-text.js";
import { errorLine, type HandlerContext } from "./handler-context.js";

export const checkingRequest = formNotice("Ask to impersonate", ["Checking…"]);

/** The initial value of the form's user field. */
export function initialWho(who: SubjectRef | undefined): RequestFormValues["who"] {
  switch (who?.kind) {
    case "slack":
      return { mention: who.userId };
    case "email":
      return { typed: who.email };
    case "clerk":
      return { typed: who.userId };
    case "username":
      return { typed: `@${who.username}` };
    case undefined:
      return { typed: "" };
  }
}

export function readRequestForm(submission: Submission): { draft: Draft; values: RequestFormValues } {
  const mention = fieldOf(submission, requestFields.mention);
  const typed = fieldOf(submission, requestFields.who).trim();
  const reason = fieldOf(submission, requestFields.reason);
  const chosen = fieldOf(submission, requestFields.duration);
  const sessionMs = /^\d{1,9}$/.test(chosen) ? Number(chosen) : "invalid";
  return {
    draft: { who: parseWho(mention === "" ? typed : `<@${mention}>`), reason, sessionMs },
    values: {
      who: mention === "" ? { typed } : { mention },
      reason,
      sessionMs: sessionMs === "invalid" ? 0 : sessionMs,
    },
  };
}

/** Problems that are found without a look-up, shown next to their fields: block id → sentence. */
export function fieldProblems({ impersonation, approvalChannel }: HandlerContext, submission: Submission) {
  const { draft, values } = readRequestForm(submission);
  const problems = impersonation.draftProblems(draft);
  return Object.fromEntries(
    problems.map((problem) => [fieldOfProblem(problem, values), problemText(problem, approvalChannel)]),
  );
}

function fieldOfProblem(problem: DraftProblem, { who }: RequestFormValues): string {
  switch (problem.code) {
    case "who_invalid":
      return "mention" in who ? requestFields.mention : requestFields.who;
    case "reason_missing":
    case "reason_too_long":
      return requestFields.reason;
    case "duration_invalid":
    case "duration_too_long":
      return requestFields.duration;
  }
}

/** The form shows "Checking…" already; then it shows "Sent", or its fields again with the problem. */
export async function requestSubmitted(
  context: HandlerContext,
  sender: Recipient,
  submission: Submission,
): Promise<void> {
  const { impersonation, approvalChannel, rules } = context;
  const { draft, values } = readRequestForm(submission);
  const viewId = submission.view.id;
  try {
    const deliveryKey = fingerprint(formKey(submission));
    const asked = await impersonation.ask({ by: sender.userId, draft, deliveryKey });
    const sent = askedLine(asked, approvalChannel);
    await updateForm(context, sender, viewId, formNotice("Sent", sent), [sent]);
  } catch (error) {
    const words = errorLine(context, error);
    await updateForm(context, sender, viewId, requestFormView(values, rules, words), [words]);
  }
}
