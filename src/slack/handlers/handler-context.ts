// Every way in from Slack: the work behind it, and an answer to whoever came in, whatever happens.
import { ImpersonationError } from "../../impersonation/model/errors.js";
import type { Rules } from "../../impersonation/model/settings.js";
import type { Impersonation } from "../../impersonation/service.js";
import type { Log } from "../../log.js";
import { reportUnexpected } from "../../unhandled.js";
import { compose, type Line } from "../messages/compose.js";
import { problemWords } from "../messages/problem.js";
import type { Answer, Asker } from "../replies/answer.js";
import type { SlackApi } from "../transport/web-api.js";

export interface Entrance {
  readonly impersonation: Impersonation;
  readonly rules: Rules;
  readonly approvalChannel: string;
  readonly api: SlackApi;
  readonly answer: Answer;
  readonly log: Log;
}

/** Does the work, and tells the asker alone when it is refused or fails. */
export async function answered(entrance: Entrance, asker: Asker, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await entrance.answer(asker, compose([{ line: wordsFor(entrance, error) }]));
  }
}

/** What to tell a person about an error; one that nobody expected goes to the log, under a reference that both share. */
export function wordsFor({ approvalChannel, log }: Pick<Entrance, "approvalChannel" | "log">, error: unknown): Line {
  if (error instanceof ImpersonationError) return problemWords(error.problem, approvalChannel);
  const reference = reportUnexpected(log, "what somebody asked for", error);
  return [`Something went wrong on our side. Look at the request's card before you try again. Reference ${reference}.`];
}
