// The buttons Approve, Deny (with its form), Retry and Cancel request.

import { ImpersonationError } from "../../impersonation/model/errors.js";
import type { Request } from "../../impersonation/model/request.js";
import { compose, type Line } from "../messages/blocks/compose.js";
import { denialFormView, noteField } from "../messages/forms/denial-form.js";
import { formNotice } from "../messages/forms/form-notice.js";
import { subjectWords } from "../messages/words/phrases.js";
import type { Recipient } from "../replies/answer.js";
import { openForm, updateForm } from "../replies/forms.js";
import { fieldOf, type Submission } from "../transport/payloads.js";
import { type HandlerContext, refusalLine } from "./handler-context.js";

export interface Click {
  readonly clicker: Recipient;
  /** The button's: the request's id, except for Edit request. */
  readonly value: string;
  readonly triggerId: string;
}

export async function approve(context: HandlerContext, { clicker, value: requestId }: Click): Promise<void> {
  logFailure(context, await context.impersonation.approve(requestId, clicker.userId));
}

export async function retry(context: HandlerContext, { clicker, value: requestId }: Click): Promise<void> {
  logFailure(context, await context.impersonation.retry(requestId, clicker.userId));
}

/** The card and the direct message show every outcome; what a setting caused, the log names for the admin. */
function logFailure({ logRefusal }: HandlerContext, { failure }: Request): void {
  if (failure === "clerk_key") logRefusal({ code: failure });
}

export async function cancel({ impersonation }: HandlerContext, { clicker, value: requestId }: Click): Promise<void> {
  await impersonation.cancel(requestId, clicker.userId);
}

/**
 * Opens the form for the note before any look-up, as the trigger id expires after three seconds; then tells someone who may
 * not deny, in the form.
 */
export async function deny(context: HandlerContext, { clicker, value: requestId, triggerId }: Click): Promise<void> {
  const { impersonation } = context;
  const request = await impersonation.checkDenial(requestId, clicker.userId);
  const viewId = await openForm(context, clicker, triggerId, denialFormView(request));
  if (viewId === undefined) return;
  try {
    await impersonation.requireDenier(requestId, clicker.userId);
  } catch (error) {
    if (!(error instanceof ImpersonationError)) throw error;
    // The database may be back when the form is sent.
    if (error.problem.code === "store_unavailable") return;
    const words = await refusalLine(context, error, clicker.userId);
    await updateForm(context, clicker, viewId, formNotice("Not denied", words), compose([{ line: words }]));
  }
}

export const checkingDenial = formNotice("Deny request", ["Checking…"]);

export async function denialSubmitted(
  context: HandlerContext,
  sender: Recipient,
  submission: Submission,
): Promise<void> {
  const { impersonation } = context;
  const { id: viewId, private_metadata: requestId } = submission.view;
  const note = fieldOf(submission, noteField);
  try {
    const request = await impersonation.deny(requestId, sender.userId, note);
    const words: Line = ["You denied the request to sign in as ", ...subjectWords(request), "."];
    await updateForm(context, sender, viewId, formNotice("Denied", words), compose([{ line: words }]));
  } catch (error) {
    const words = await refusalLine(context, error, sender.userId);
    const request = await stillDeniable(context, sender, requestId);
    // With the note, so that it is not lost where another try may help.
    const view = request === undefined ? formNotice("Not denied", words) : denialFormView(request, note, words);
    await updateForm(context, sender, viewId, view, compose([{ line: words }]));
  }
}

async function stillDeniable(
  { impersonation }: HandlerContext,
  sender: Recipient,
  id: string,
): Promise<Request | undefined> {
  try {
    return await impersonation.checkDenial(id, sender.userId);
  } catch (error) {
    if (error instanceof ImpersonationError) return undefined;
    throw error;
  }
}
