// What the commands do that are no request: status, list, cancel, revoke, help.
import { ImpersonationError } from "../../impersonation/model/errors.js";
import { help } from "../messages/answers/help.js";
import { commandTakes } from "../messages/answers/nearest-command.js";
import { confirmRevokeAll } from "../messages/answers/revoke-all.js";
import { statusAnswer } from "../messages/answers/status.js";
import { cancelledAnswer, instead, revokedAnswer, whichRequest } from "../messages/answers/which-request.js";
import { type Content, compose } from "../messages/blocks/compose.js";
import type { Recipient } from "../replies/answer.js";
import { type HandlerContext, refusalLine } from "./handler-context.js";
import type { Subcommand } from "./subcommand.js";

export async function runSubcommand(context: HandlerContext, sender: Recipient, command: Subcommand): Promise<void> {
  await context.answer(sender, await answerTo(context, sender.userId, command));
}

async function answerTo(context: HandlerContext, by: string, command: Subcommand): Promise<Content> {
  const { impersonation, rules, approvalChannel, workspaceUrl } = context;
  switch (command.do) {
    case "help":
      return help(rules, approvalChannel);
    case "explain":
      return commandTakes(command.word);
    case "status":
    case "list": {
      const sight = command.do === "status" ? "open" : "latest";
      return statusAnswer(await impersonation.overview(by, sight), sight, { reader: by, workspaceUrl });
    }
    case "revoke all":
      return confirmRevokeAll(await impersonation.live(by));
    case "cancel":
    case "revoke":
      return cancelOrRevoke(context, by, command.do, command.number);
  }
}

async function cancelOrRevoke(
  context: HandlerContext,
  by: string,
  verb: "cancel" | "revoke",
  number: number | undefined,
): Promise<Content> {
  const { impersonation } = context;
  const requests =
    number === undefined ? await impersonation.candidates(verb, by) : [await impersonation.find(number, by)];
  const [request, ...others] = requests;
  if (request === undefined || others.length > 0) return whichRequest(verb, requests);
  try {
    return verb === "cancel"
      ? cancelledAnswer(await impersonation.cancel(request.id, by))
      : revokedAnswer(request, await impersonation.revoke(request.id, by, { chosen: "from record" }));
  } catch (error) {
    return tooLate(context, verb, error, by);
  }
}

/** With the command that the person may have meant. */
async function tooLate(
  context: HandlerContext,
  verb: "cancel" | "revoke",
  error: unknown,
  by: string,
): Promise<Content> {
  if (!(error instanceof ImpersonationError) || error.problem.code !== "too_late") throw error;
  const words = await refusalLine(context, error, by);
  return compose([{ line: [...words, ...instead(verb, error.problem.request)] }]);
}
