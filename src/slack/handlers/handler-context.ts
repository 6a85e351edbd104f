// What the handlers work with, and the answer to a person whose command, click or form fails.
import { ImpersonationError } from "../../impersonation/model/errors.js";
import type { Rules } from "../../impersonation/model/settings.js";
import type { Impersonation } from "../../impersonation/service.js";
import type { Log } from "../../runtime/log.js";
import { reportUnhandled } from "../../runtime/unhandled.js";
import { compose, type Line } from "../messages/compose.js";
import { problemLine } from "../messages/problem.js";
import type { Recipient, ReplyContext } from "../replies/answer.js";

export interface HandlerContext extends ReplyContext {
  readonly impersonation: Impersonation;
  readonly rules: Rules;
  readonly log: Log;
}

/** Does the work; where it is refused or fails, the recipient alone is shown why. */
export async function withErrorReply(
  context: HandlerContext,
  recipient: Recipient,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    await context.answer(recipient, compose([{ line: errorLine(context, error) }]));
  }
}

/** What a person is shown for an error. An unhandled one is logged under the reference that they are shown. */
export function errorLine(
  { approvalChannel, log }: Pick<HandlerContext, "approvalChannel" | "log">,
  error: unknown,
): Line {
  if (error instanceof ImpersonationError) return problemLine(error.problem, approvalChannel);
  const reference = reportUnhandled(log, "handling a payload", error);
  return [`Something went wrong on our side. Look at the request's card before you try again. Reference ${reference}.`];
}
