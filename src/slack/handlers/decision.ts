// Deciding, as clicked: Approve, Deny with its form, Retry, and the actor's Cancel request.

import { ImpersonationError } from "../../impersonation/model/errors.js";
import type { Request } from "../../impersonation/model/request.js";
import { revokedWords } from "../messages/card.js";
import { compose, type Line } from "../messages/compose.js";
import { denialFormView, noteField } from "../messages/denial-form.js";
import { formNotice } from "../messages/form-notice.js";
import { failureWords, subjectWords } from "../messages/phrases.js";
import type { Asker } from "../replies/answer.js";
import { openForm, updateForm } from "../replies/forms.js";
import { fieldOf, type Submission } from "../transport/payloads.js";
import { errorLine, type HandlerContext } from "./handler-context.js";

export interface Click {
  readonly asker: Asker;
  readonly requestId: string;
  readonly triggerId: string;
}

export async function approve(context: HandlerContext, { asker, requestId }: Click): Promise<void> {
  await tellOutcome(context, asker, await context.impersonation.approve(requestId, asker.userId));
}

export async function retry(context: HandlerContext, { asker, requestId }: Click): Promise<void> {
  await tellOutcome(context, asker, await context.impersonation.retry(requestId, asker.userId));
}

/** The card shows a success; the clicker is also told of a failure. */
async function tellOutcome({ answer }: HandlerContext, asker: Asker, request: Request): Promise<void> {
  const words = outcomeWords(request);
  if (words !== undefined) await answer(asker, compose([{ line: words }]));
}

function outcomeWords(request: Request): Line | undefined {
  switch (request.status) {
    case "failed":
      return failureWords(request);
    case "approved":
      return [
        "The link did not arrive, and Clerk has not confirmed yet that it is dead. Understudy keeps asking; the card shows the outcome.",
      ];
    case "revoking":
    case "revoked":
      return ["Approved, but stopped before the link was used. ", ...revokedWords(request)];
    default:
      return undefined;
  }
}

export async function cancel({ impersonation }: HandlerContext, { asker, requestId }: Click): Promise<void> {
  await impersonation.cancel(requestId, asker.userId);
}

/** Opens the form for the note. Before any look-up: Slack lets a form be opened for three seconds only. */
export async function deny(context: HandlerContext, { asker, requestId, triggerId }: Click): Promise<void> {
  const request = await context.impersonation.checkDenial(requestId, asker.userId);
  await openForm(context, asker, triggerId, denialFormView(request));
}

export const checkingDenial = formNotice("Deny request", ["Checking…"]);

export async function denialSubmitted(context: HandlerContext, asker: Asker, submission: Submission): Promise<void> {
  const { impersonation } = context;
  const { id: viewId, private_metadata: requestId } = submission.view;
  const note = fieldOf(submission, noteField);
  try {
    const request = await impersonation.deny(requestId, asker.userId, note);
    const words: Line = ["You denied the request to sign in as ", ...subjectWords(request), "."];
    await updateForm(context, asker, viewId, formNotice("Denied", words), [words]);
  } catch (error) {
    const words = errorLine(context, error);
    const request = await stillDeniable(context, asker, requestId);
    // With the note, so that nothing typed is lost where another try may help.
    const view = request === undefined ? formNotice("Not denied", words) : denialFormView(request, note, words);
    await updateForm(context, asker, viewId, view, [words]);
  }
}

async function stillDeniable(
  { impersonation }: HandlerContext,
  asker: Asker,
  id: string,
): Promise<Request | undefined> {
  try {
    return await impersonation.checkDenial(id, asker.userId);
  } catch (error) {
    if (error instanceof ImpersonationError) return undefined;
    throw error;
  }
}
