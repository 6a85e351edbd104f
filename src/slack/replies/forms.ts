// Opens and updates forms.
import type { types } from "@slack/bolt";
import { z } from "zod";
import { type Content, compose } from "../messages/blocks/compose.js";
import { okAnswer, SlackError } from "../transport/web-api.js";
import type { Recipient, ReplyContext } from "./answer.js";

const opened = z.object({ view: z.object({ id: z.string() }) });

/**
 * Call within three seconds: the trigger id expires then. Resolves with the view's id, or where the form did not open with
 * undefined, after telling the recipient.
 */
export async function openForm(
  { api, answer }: Pick<ReplyContext, "api" | "answer">,
  recipient: Recipient,
  triggerId: string,
  view: types.ModalView,
): Promise<string | undefined> {
  try {
    return (await api.call("views.open", { trigger_id: triggerId, view }, opened)).view.id;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    await answer(recipient, error.kind === "unknown" ? formMayBeOpen : formDidNotOpen);
    return undefined;
  }
}

const formDidNotOpen: Content = compose([{ line: ["Slack did not open the form. Please try again."] }]);

const formMayBeOpen: Content = compose([
  { line: ["Slack did not say whether the form opened. If you do not see it, please try again."] },
]);

/** Shows the outcome in the form, or where it was closed in a direct message (`fallback`). Resolves as `answer` does. */
export async function updateForm(
  { api, answer }: Pick<ReplyContext, "api" | "answer">,
  recipient: Recipient,
  viewId: string,
  view: types.ModalView,
  fallback: Content,
): Promise<SlackError | undefined> {
  try {
    await api.call("views.update", { view_id: viewId, view }, okAnswer);
    return undefined;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return await answer(recipient, fallback);
  }
}
