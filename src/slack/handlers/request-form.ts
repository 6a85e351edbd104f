// The request form, once submitted.

import { type Draft, type DraftProblem, minSessionMs } from "../../impersonation/model/draft.js";
import { ImpersonationError } from "../../impersonation/model/errors.js";
import { type Rules, whoMaxLength } from "../../impersonation/model/settings.js";
import { askedLine } from "../messages/asked.js";
import { clean, cleanLines, compose, shorten } from "../messages/compose.js";
import { formNotice } from "../messages/form-notice.js";
import { unknownButton } from "../messages/help.js";
import { problemText } from "../messages/problem.js";
import { refusedAsk } from "../messages/refused-ask.js";
import {
  type RequestFormValues,
  requestFields,
  requestFormValues,
  requestFormView,
  slackUserId,
  whoFieldProblem,
} from "../messages/request-form.js";
import type { Recipient } from "../replies/answer.js";
import { openForm, updateForm } from "../replies/forms.js";
import { fieldOf, fingerprint, formKey, type Submission } from "../transport/payloads.js";
import type { Click } from "./decision.js";
import { errorLine, type HandlerContext } from "./handler-context.js";
import { parseWho } from "./who.js";

export const checkingRequest = formNotice("Ask to impersonate", ["Checking…"]);

type Durations = Pick<Rules, "sessionMs" | "sessionMaxMs">;

/** What the form starts with: what was typed in a command, as far as it can be seen. */
export function formValues({ who, reason, sessionMs, unsplit }: Draft, rules: Durations): RequestFormValues {
  const start = { who: initialWho(who), reason: cleanLines(reason), sessionMs: rules.sessionMs };
  if (sessionMs === undefined) return start;
  const isOffered = typeof sessionMs === "number" && sessionMs >= minSessionMs && sessionMs <= rules.sessionMaxMs;
  if (isOffered) return { ...start, sessionMs };
  // What was read and refused need not be read again; the answer quotes it.
  if (typeof sessionMs === "number")
    return sessionMs > rules.sessionMaxMs ? { ...start, sessionMs: rules.sessionMaxMs } : start;
  return { ...start, reason: cleanLines(unsplit ?? reason) };
}

function initialWho(who: Draft["who"]): RequestFormValues["who"] {
  switch (who.kind) {
    case "slack":
      return { mention: who.userId };
    case "email":
      return { typed: who.email };
    case "clerk":
      return { typed: who.userId };
    case "username":
      return { typed: `@${who.username}` };
    case "unreadable":
      return { typed: shorten(clean(who.typed), whoMaxLength) };
  }
}

/**
 * The same after a refusal; undefined where no other entry would help. A mention that led nowhere gives way to an empty
 * field: a profile's email is not told to everybody.
 */
export function editableValues(draft: Draft, rules: Durations, error: unknown): RequestFormValues | undefined {
  const values = formValues(draft, rules);
  if (!(error instanceof ImpersonationError)) return values;
  const { problem } = error;
  switch (problem.code) {
    case "not_a_member":
    case "not_requester":
      return undefined;
    case "mention_not_visible":
      return { ...values, who: { typed: "" } };
    case "slack_email_missing":
    case "slack_email_unconfirmed":
      return problem.whose === "subject" ? { ...values, who: { typed: "" } } : values;
    case "no_clerk_user":
    case "ambiguous_clerk_user":
      return problem.whose === "subject" && problem.by === "slack" ? { ...values, who: { typed: "" } } : values;
    default:
      return values;
  }
}

function typedText({ who, reason }: RequestFormValues): string {
  return `${"mention" in who ? "" : `${who.typed} `}${reason}`;
}

/** The button Edit request: opens the form with what was typed before. */
export async function editRequest(context: HandlerContext, { clicker, value, triggerId }: Click): Promise<void> {
  const values = requestFormValues.safeParse(value);
  if (!values.success) {
    await context.answer(clicker, unknownButton);
    return;
  }
  await context.impersonation.requireFormRate(clicker.userId);
  await openForm(context, clicker, triggerId, requestFormView(values.data, context.rules));
}

export function readRequestForm(submission: Submission): { draft: Draft; values: RequestFormValues } {
  const mention = fieldOf(submission, requestFields.mention);
  const typed = fieldOf(submission, requestFields.who).trim();
  const reason = fieldOf(submission, requestFields.reason);
  const chosen = fieldOf(submission, requestFields.duration);
  const sessionMs = /^\d{1,9}$/.test(chosen) ? Number(chosen) : undefined;
  return {
    draft: {
      who: slackUserId.test(mention) ? { kind: "slack", userId: mention } : parseWho(mention || typed),
      reason,
      sessionMs: sessionMs ?? { kind: "unreadable", typed: chosen },
    },
    values: { who: mention === "" ? { typed } : { mention }, reason, sessionMs: sessionMs ?? 0 },
  };
}

/** Problems that are found without a look-up, shown next to their fields: block id → sentence. */
export function fieldProblems({ impersonation, approvalChannel }: HandlerContext, submission: Submission) {
  const { draft, values } = readRequestForm(submission);
  const problems = impersonation.draftProblems(draft);
  return Object.fromEntries(
    problems.map((problem) => [
      fieldOfProblem(problem, values),
      problem.code === "who_invalid" ? whoFieldProblem : problemText(problem, approvalChannel),
    ]),
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
    await updateForm(context, sender, viewId, formNotice("Sent", sent), compose([{ line: sent }]));
  } catch (error) {
    const words = errorLine(context, error);
    const editable = editableValues(draft, rules, error);
    const view = requestFormView(editable ?? values, rules, words);
    await updateForm(context, sender, viewId, view, refusedAsk(words, typedText(values), editable));
  }
}
