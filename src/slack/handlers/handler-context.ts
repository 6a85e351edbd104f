// What every handler works with, and an answer to the person even when the work fails.
import { ImpersonationError } from "../../impersonation/model/errors.js";
import type { Rules } from "../../impersonation/model/settings.js";
import type { Impersonation } from "../../impersonation/service.js";
import type { Log } from "../../runtime/log.js";
import { reportUnhandled } from "../../runtime/unhandled.js";
import { compose, type Line } from "../messages/compose.js";
import { problemLine } from "../messages/problem.js";
import type { Asker, ReplyContext } from "../replies/answer.js";

export interface HandlerContext extends ReplyContext {
  readonly impersonation: Impersonation;
  readonly rules: Rules;
  readonly log: Log;
}

/** Runs the work, and answers the person privately when it is refused or fails. */
export async function withErrorReply(context: HandlerContext, asker: Asker, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await context.answer(asker, compose([{ line: errorLine(context, error) }]));
  }
}

/** What to tell a person about an error. An unhandled one is logged under a reference that the answer repeats. */
export function errorLine(
  { approvalChannel, log }: Pick<HandlerContext, "approvalChannel" | "log">,
  error: unknown,
): Line {
  if (error instanceof ImpersonationError) return problemLine(error.problem, approvalChannel);
  const reference = reportUnhandled(log, "handling a payload", error);
  return [`Something went wrong on our side. Look at the request's card before you try again. Reference ${reference}.`];
}
