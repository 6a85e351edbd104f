// A name in a command that several users may have: a private list of them, and what picking one does.
import type { Draft } from "../../../impersonation/model/draft.js";
import { unknownButton } from "../../messages/answers/help.js";
import { pickList } from "../../messages/answers/pick-list.js";
import { fitting, refusedAsk } from "../../messages/answers/refused-ask.js";
import { compose } from "../../messages/blocks/compose.js";
import { type RequestFormValues, requestFormValues } from "../../messages/forms/request-form.js";
import { askedLine } from "../../messages/request/asked.js";
import type { Recipient } from "../../replies/answer.js";
import { fingerprint } from "../../transport/payloads.js";
import type { Click } from "../decision.js";
import { type HandlerContext, refusalLine } from "../handler-context.js";
import { draftOf, editableValues, typedText } from "./form-values.js";
import { subjectOption } from "./who-option.js";

/** The beginning of somebody's name, or of their address; undefined for what can't be one. */
export function nameIn({ who }: Draft): string | undefined {
  if (who.kind !== "unreadable") return undefined;
  const name = who.typed
    .replace(/[,;:]/g, " ")
    .replace(/[\s.!?]+$/, "")
    .trim();
  return /^[\p{L}\p{N}][\p{L}\p{M}\p{N}\s.'’+@_&-]{1,79}$/u.test(name) ? name : undefined;
}

/** Refuses where nobody has the name, or too many have. */
export async function offerPicks(
  { impersonation, answer }: HandlerContext,
  sender: Recipient,
  { name, draft, values }: { readonly name: string; readonly draft: Draft; readonly values: RequestFormValues },
): Promise<void> {
  const subjects = await impersonation.findSubjects(sender.userId, name, draft);
  const picks = subjects.map((subject) => {
    const whole = { ...values, who: subjectOption(subject) };
    const value = fitting(whole);
    // A reason that is missing, or too long for a button, is seen to in the form.
    return { subject, value, isWhole: values.reason.trim() !== "" && value === JSON.stringify(whole) };
  });
  await answer(sender, pickList(name, picks));
}

/** Asks, with the reason and the duration of the command. The outcome takes the place of the list. */
export async function pickSubject(context: HandlerContext, { clicker, value, triggerId }: Click): Promise<void> {
  const { answer, impersonation, approvalChannel } = context;
  const values = requestFormValues.safeParse(value).data;
  if (values === undefined) {
    await answer(clicker, unknownButton);
    return;
  }
  try {
    const draft = draftOf(values);
    const asked = await impersonation.ask({ by: clicker.userId, draft, deliveryKey: fingerprint(triggerId) });
    const cardLink = asked && (await context.cardLink(asked.request.id));
    await answer(clicker, compose([{ line: askedLine(asked, approvalChannel, cardLink) }]), "instead");
  } catch (error) {
    const editable = editableValues(values, error);
    const words = await refusalLine(context, error, clicker.userId);
    await answer(clicker, refusedAsk(words, typedText(values), editable), "instead");
  }
}
