// The command /impersonate.

import { askedLine } from "../messages/asked.js";
import { compose } from "../messages/compose.js";
import { help } from "../messages/help.js";
import { requestFormView } from "../messages/request-form.js";
import type { Recipient } from "../replies/answer.js";
import { openForm } from "../replies/forms.js";
import { fingerprint } from "../transport/payloads.js";
import { parseCommand } from "./command-text.js";
import type { HandlerContext } from "./handler-context.js";
import { initialWho } from "./request-form.js";

export interface Command {
  readonly sender: Recipient;
  readonly text: string;
  readonly triggerId: string;
}

export async function command(context: HandlerContext, { sender, text, triggerId }: Command): Promise<void> {
  const { rules, approvalChannel, answer, impersonation } = context;
  const parsed = parseCommand(text);
  if (parsed.kind === "help") {
    await answer(sender, help(rules, approvalChannel));
    return;
  }
  if (parsed.kind === "form") {
    // Before any look-up: the trigger id expires after three seconds.
    const values = { who: initialWho(parsed.who), reason: "", sessionMs: parsed.sessionMs ?? rules.sessionMs };
    return openForm(context, sender, triggerId, requestFormView(values, rules));
  }
  const asked = await impersonation.ask({
    by: sender.userId,
    draft: parsed.draft,
    deliveryKey: fingerprint(triggerId),
  });
  if (asked !== undefined) await answer(sender, compose([{ line: askedLine(asked, approvalChannel) }]));
}
