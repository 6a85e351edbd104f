// /impersonate, as typed.

import { askedLine } from "../messages/asked.js";
import { compose } from "../messages/compose.js";
import { help } from "../messages/help.js";
import { requestFormView } from "../messages/request-form.js";
import type { Asker } from "../replies/answer.js";
import { openForm } from "../replies/forms.js";
import { fingerprint } from "../transport/payloads.js";
import { parseCommand } from "./command-text.js";
import type { HandlerContext } from "./handler-context.js";
import { typedWho } from "./request-form.js";

export interface Typed {
  readonly asker: Asker;
  readonly text: string;
  readonly triggerId: string;
}

export async function command(context: HandlerContext, { asker, text, triggerId }: Typed): Promise<void> {
  const { rules, approvalChannel, answer, impersonation } = context;
  const parsed = parseCommand(text);
  if (parsed.kind === "help") {
    await answer(asker, help(rules, approvalChannel));
    return;
  }
  if (parsed.kind === "form") {
    // Before any look-up: Slack lets a form be opened for three seconds only.
    const values = { who: typedWho(parsed.who), reason: "", sessionMs: parsed.sessionMs ?? rules.sessionMs };
    return openForm(context, asker, triggerId, requestFormView(values, rules));
  }
  const asked = await impersonation.ask({
    by: asker.userId,
    draft: parsed.draft,
    deliveryKey: fingerprint(triggerId),
  });
  if (asked !== undefined) await answer(asker, compose([{ line: askedLine(asked, approvalChannel) }]));
}
