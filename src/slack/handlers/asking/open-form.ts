// Opens the request form: for a command, a shortcut, the Home tab and the button Edit request.
import { ImpersonationError } from "../../../impersonation/model/errors.js";
import { within } from "../../../runtime/within.js";
import { unknownButton } from "../../messages/answers/help.js";
import { type RequestFormValues, requestFormValues, requestFormView } from "../../messages/forms/request-form.js";
import type { Recipient } from "../../replies/answer.js";
import { openForm } from "../../replies/forms.js";
import type { Click } from "../decision.js";
import type { HandlerContext } from "../handler-context.js";
import { emptyForm } from "./form-values.js";

/** Slack's trigger expires after three seconds. */
const checkForMs = 1_000;

/** Refuses those who open forms too often, and those of whom Slack says in time that they may not ask. */
export async function openRequestForm(
  context: HandlerContext,
  recipient: Recipient,
  triggerId: string,
  values: RequestFormValues = emptyForm(context.rules),
  /** Response URL of the answer whose button was pressed. */
  answerUrl?: string,
): Promise<void> {
  const { impersonation, clock, rules } = context;
  await impersonation.requireFormRate(recipient.userId);
  await within(clock, checkForMs, unlessUnknown(impersonation.requireMayAsk(recipient.userId)));
  const viewId = await openForm(context, recipient, triggerId, requestFormView(values, rules));
  if (viewId !== undefined && answerUrl !== undefined) context.answersWithForms.add(viewId, answerUrl);
}

/** What Slack does not tell now is looked up again once the form is sent. */
async function unlessUnknown(check: Promise<void>): Promise<void> {
  try {
    await check;
  } catch (error) {
    const code = error instanceof ImpersonationError ? error.problem.code : undefined;
    if (code === "not_a_member" || code === "not_requester" || code === undefined) throw error;
  }
}

/** The button Edit request: opens the form with what was typed before. */
export async function editRequest(context: HandlerContext, { clicker, value, triggerId }: Click): Promise<void> {
  const values = requestFormValues.safeParse(value);
  if (!values.success) {
    await context.answer(clicker, unknownButton);
    return;
  }
  await openRequestForm(context, clicker, triggerId, values.data, clicker.responseUrl);
}
