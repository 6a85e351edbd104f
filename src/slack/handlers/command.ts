// The command /impersonate.
import type { DraftProblem } from "../../impersonation/model/draft.js";
import { ImpersonationError } from "../../impersonation/model/errors.js";
import { didYouMean } from "../messages/answers/nearest-command.js";
import { refusedAsk } from "../messages/answers/refused-ask.js";
import { compose } from "../messages/blocks/compose.js";
import { askedLine } from "../messages/request/asked.js";
import type { Recipient } from "../replies/answer.js";
import { fingerprint } from "../transport/payloads.js";
import { editableValues, formValues } from "./asking/form-values.js";
import { openRequestForm } from "./asking/open-form.js";
import { nameIn, offerPicks } from "./asking/pick.js";
import { decodeMarkup, mentionLabel, parseCommand } from "./command-text.js";
import { type HandlerContext, refusalLine } from "./handler-context.js";
import { runSubcommand } from "./run-subcommand.js";
import { nearestCommand, parseSubcommand } from "./subcommand.js";

export interface Command {
  readonly sender: Recipient;
  readonly text: string;
  readonly triggerId: string;
}

export async function command(context: HandlerContext, { sender, text, triggerId }: Command): Promise<void> {
  const { rules, approvalChannel, answer, impersonation } = context;
  const subcommand = parseSubcommand(text);
  if (subcommand !== undefined) return runSubcommand(context, sender, subcommand);
  const draft = parseCommand(text);
  const values = formValues(draft, rules, mentionLabel(text));
  const problems = impersonation.draftProblems(draft);
  if (problems.length > 0 && problems.every(isGap)) {
    await openRequestForm(context, sender, triggerId, values);
    return;
  }
  try {
    const name = nameIn(draft);
    if (name !== undefined) {
      await offerPicks(context, sender, { name, draft, values });
      return;
    }
    const asked = await impersonation.ask({ by: sender.userId, draft, deliveryKey: fingerprint(triggerId) });
    if (asked === undefined) return;
    const cardLink = await context.cardLink(asked.request.id);
    await answer(sender, compose([{ line: askedLine(asked, approvalChannel, cardLink) }]));
  } catch (error) {
    const suggested = isUnknownWho(error) ? nearestCommand(text) : undefined;
    const hint = suggested === undefined ? [] : [didYouMean(suggested)];
    const words = await refusalLine(context, error, sender.userId);
    await answer(sender, refusedAsk(words, decodeMarkup(text), editableValues(values, error), hint));
  }
}

/** Nothing was typed there, so the form asks for it. */
function isGap(problem: DraftProblem): boolean {
  return problem.code === "reason_missing" || (problem.code === "who_invalid" && problem.typed === "");
}

/** A word that may be no user's name, but a command. */
function isUnknownWho(error: unknown): boolean {
  if (!(error instanceof ImpersonationError)) return false;
  const { problem } = error;
  return (
    problem.code === "who_invalid" ||
    (problem.code === "no_clerk_user" && problem.whose === "subject" && problem.by === "name")
  );
}
