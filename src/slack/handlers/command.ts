// The command /impersonate.
import type { DraftProblem } from "../../impersonation/model/draft.js";
import { askedLine } from "../messages/asked.js";
import { compose } from "../messages/compose.js";
import { help } from "../messages/help.js";
import { refusedAsk } from "../messages/refused-ask.js";
import { requestFormView } from "../messages/request-form.js";
import type { Recipient } from "../replies/answer.js";
import { openForm } from "../replies/forms.js";
import { fingerprint } from "../transport/payloads.js";
import { decodeMarkup, parseCommand } from "./command-text.js";
import { errorLine, type HandlerContext } from "./handler-context.js";
import { editableValues, formValues } from "./request-form.js";

export interface Command {
  readonly sender: Recipient;
  readonly text: string;
  readonly triggerId: string;
}

export async function command(context: HandlerContext, { sender, text, triggerId }: Command): Promise<void> {
  const { rules, approvalChannel, answer, impersonation } = context;
  const draft = parseCommand(text);
  if (draft === "help") {
    await answer(sender, help(rules, approvalChannel));
    return;
  }
  const problems = impersonation.draftProblems(draft);
  if (problems.length > 0 && problems.every(isGap)) {
    // Before any look-up: the trigger id expires after three seconds.
    await impersonation.requireFormRate(sender.userId);
    await openForm(context, sender, triggerId, requestFormView(formValues(draft, rules), rules));
    return;
  }
  try {
    const asked = await impersonation.ask({ by: sender.userId, draft, deliveryKey: fingerprint(triggerId) });
    if (asked !== undefined) await answer(sender, compose([{ line: askedLine(asked, approvalChannel) }]));
  } catch (error) {
    await answer(
      sender,
      refusedAsk(errorLine(context, error), decodeMarkup(text), editableValues(draft, rules, error)),
    );
  }
}

/** Nothing was typed there, so the form asks for it. */
function isGap(problem: DraftProblem): boolean {
  return problem.code === "reason_missing" || (problem.code === "who_invalid" && problem.typed === "");
}
