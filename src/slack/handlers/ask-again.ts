// The button Ask again: opens the form with what was asked before.
import type { Request } from "../../impersonation/model/request.js";
import type { RequestFormValues } from "../messages/forms/request-form.js";
import { emptyForm } from "./asking/form-values.js";
import { openRequestForm } from "./asking/open-form.js";
import { subjectOption } from "./asking/who-option.js";
import type { Click } from "./decision.js";
import type { HandlerContext } from "./handler-context.js";

/** What the person asks then says which request it follows, so that approvers see it. */
export async function askAgain(context: HandlerContext, { clicker, value, triggerId }: Click): Promise<void> {
  const request = await context.impersonation.askAgain(value, clicker.userId);
  await openRequestForm(context, clicker, triggerId, valuesOf(request, context.rules));
}

function valuesOf(request: Request, rules: HandlerContext["rules"]): RequestFormValues {
  const { id, subjectId, subjectName, subjectEmail, reason, sessionMs } = request;
  return {
    ...emptyForm(rules),
    who: subjectOption({ id: subjectId, name: subjectName, shownEmail: subjectEmail }),
    reason,
    sessionMs: Math.min(sessionMs, rules.sessionMaxMs),
    askedAgainOf: id,
  };
}
