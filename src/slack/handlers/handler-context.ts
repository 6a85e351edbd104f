// What the handlers work with, and the answer to a person whose command, click or form fails.
import { ImpersonationError, type Problem } from "../../impersonation/model/errors.js";
import type { Request } from "../../impersonation/model/request.js";
import type { Rules } from "../../impersonation/model/settings.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { Impersonation } from "../../impersonation/service.js";
import type { Log } from "../../runtime/log.js";
import { reportUnhandled } from "../../runtime/unhandled.js";
import { compose, type Line } from "../messages/blocks/compose.js";
import { problemLine } from "../messages/words/problem.js";
import type { Recipient, ReplyContext, TakeBack } from "../replies/answer.js";
import type { AnswersWithForms } from "./asking/answers-with-forms.js";
import type { RefusalLog } from "./refusal-log.js";

export interface HandlerContext extends ReplyContext {
  readonly impersonation: Impersonation;
  readonly takeBack: TakeBack;
  readonly answersWithForms: AnswersWithForms;
  readonly rules: Rules;
  readonly clock: Clock;
  /** As in `auth.test`. */
  readonly workspaceUrl: string;
  readonly log: Log;
  readonly logRefusal: RefusalLog;
  /** The address of a request's card in Slack; undefined where it is not known. */
  readonly cardLink: (requestId: string) => Promise<string | undefined>;
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
    await context.answer(recipient, compose([{ line: await refusalLine(context, error, recipient.userId) }]));
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

/** The same for the person with the id `viewer`: with links to the cards that it is about, and "you" for themselves. */
export async function refusalLine(
  context: Pick<HandlerContext, "approvalChannel" | "log" | "logRefusal" | "cardLink">,
  error: unknown,
  viewer: string,
): Promise<Line> {
  if (!(error instanceof ImpersonationError)) return errorLine(context, error);
  const { problem } = error;
  context.logRefusal(problem);
  const links = await Promise.all(requestsIn(problem).map(async ({ id }) => [id, await context.cardLink(id)] as const));
  const cardLinks = new Map(links);
  return problemLine(problem, context.approvalChannel, { viewer, cardLink: (id) => cardLinks.get(id) });
}

function requestsIn(problem: Problem): readonly Request[] {
  if ("request" in problem) return [problem.request];
  return "requests" in problem ? problem.requests : [];
}
