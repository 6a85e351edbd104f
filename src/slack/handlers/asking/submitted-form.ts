// The request form, once submitted.
import { late, within } from "../../../runtime/within.js";
import { refusedAsk } from "../../messages/answers/refused-ask.js";
import { type Content, compose } from "../../messages/blocks/compose.js";
import { formNotice } from "../../messages/forms/form-notice.js";
import { requestFields, requestFormView } from "../../messages/forms/request-form.js";
import { askedLine } from "../../messages/request/asked.js";
import { problemLine } from "../../messages/words/problem.js";
import { updateForm } from "../../replies/forms.js";
import { fingerprint, type Submission, submissionKey } from "../../transport/payloads.js";
import { type HandlerContext, refusalLine } from "../handler-context.js";
import { asPlainText, fieldOfError, fieldOfProblem } from "./form-problems.js";
import { editableValues, submittedDraft, submittedValues, typedText } from "./form-values.js";

type View = ReturnType<typeof formNotice>;

/** How Slack goes on with a form; undefined closes it. */
export type FormResponse =
  | undefined
  | { readonly response_action: "errors"; readonly errors: Record<string, string> }
  | { readonly response_action: "update"; readonly view: View };

const checking = { response_action: "update", view: formNotice("Request access", ["Checking…"]) } as const;

/** Beside the field, whose label and hint say the rest. */
const whoWords = "Choose a user from the list.";

/** Problems that are found without a look-up: block id → sentence. */
export function fieldProblems({ impersonation, approvalChannel, rules }: HandlerContext, submission: Submission) {
  const problems = impersonation.draftProblems(submittedDraft(submission, rules));
  return Object.fromEntries(
    problems.map((problem) => [
      fieldOfProblem(problem) ?? requestFields.who,
      problem.code === "who_invalid" ? whoWords : (asPlainText(problemLine(problem, approvalChannel)) ?? whoWords),
    ]),
  );
}

/** What became of a submission: as the response to it and, where that was sent already, as the form and as a message. */
interface Outcome {
  readonly response: FormResponse;
  readonly view: View;
  readonly message: Content;
  readonly hasAsked: boolean;
}

/** Slack takes no response after three seconds. */
const respondAfterMs = 2_000;

/**
 * Asks. `response` resolves in time for Slack: with the outcome, or with "Checking…"; `rest` then shows the outcome in the
 * form, or where that was closed in a direct message.
 */
export function submitRequest(
  context: HandlerContext,
  submission: Submission,
): { readonly response: Promise<FormResponse>; readonly rest: () => Promise<void> } {
  const outcome = outcomeOf(context, submission);
  const inTime = within(context.clock, respondAfterMs, outcome);
  return {
    response: inTime.then((now) => (now === late ? checking : now.response)),
    rest: async () => {
      const { view, message, hasAsked } = await outcome;
      const outdated = hasAsked ? context.answersWithForms.take(submission.view.id) : undefined;
      if (outdated !== undefined) await context.takeBack(outdated);
      if ((await inTime) !== late) return;
      await updateForm(context, { userId: submission.user.id }, submission.view.id, view, message);
    },
  };
}

async function outcomeOf(context: HandlerContext, submission: Submission): Promise<Outcome> {
  const { impersonation, approvalChannel, rules } = context;
  try {
    const deliveryKey = fingerprint(submissionKey(submission));
    const draft = submittedDraft(submission, rules);
    const { askedAgainOf } = submittedValues(submission, rules);
    const asked = await impersonation.ask({ by: submission.user.id, draft, deliveryKey, askedAgainOf });
    const words = askedLine(asked, approvalChannel, asked && (await context.cardLink(asked.request.id)));
    const view = formNotice("Sent", words);
    // The direct message says the rest, unless Slack takes none for the moment.
    const response = asked?.cardPosted === false ? update(view) : undefined;
    return { response, view, message: compose([{ line: words }]), hasAsked: true };
  } catch (error) {
    return refusal(context, submission, error);
  }
}

async function refusal(context: HandlerContext, submission: Submission, error: unknown): Promise<Outcome> {
  const { rules } = context;
  const values = submittedValues(submission, rules);
  const words = await refusalLine(context, error, submission.user.id);
  const editable = editableValues(values, error);
  const field = fieldOfError(error);
  const text = asPlainText(words);
  const view =
    editable === undefined ? formNotice("Not sent", words) : requestFormView(editable, rules, { words, field });
  const isBesideField = field !== undefined && text !== undefined && editable !== undefined;
  return {
    response: isBesideField ? { response_action: "errors", errors: { [field]: text } } : update(view),
    view,
    message: refusedAsk(words, typedText(values), editable),
    hasAsked: false,
  };
}

function update(view: View): FormResponse {
  return { response_action: "update", view };
}
