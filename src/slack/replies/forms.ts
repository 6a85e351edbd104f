// Opens and updates forms.
import type { types } from "@slack/bolt";
import { type Content, compose, type Line } from "../messages/compose.js";
import { okAnswer, SlackError } from "../transport/web-api.js";
import type { Recipient, ReplyContext } from "./answer.js";

/** Call within three seconds: the trigger id expires then. Tells the recipient where the form did not open. */
export async function openForm(
  { api, answer }: Pick<ReplyContext, "api" | "answer">,
  recipient: Recipient,
  triggerId: string,
  view: types.ModalView,
): Promise<void> {
  try {
    await api.call("views.open", { trigger_id: triggerId, view }, okAnswer);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    await answer(recipient, error.kind === "unknown" ? formMayBeOpen : formDidNotOpen);
  }
}

const formDidNotOpen: Content = compose([
  { line: ["Slack did not open the form, so nothing was started. Please try again."] },
]);

const formMayBeOpen: Content = compose([
  { line: ["Slack did not say whether the form opened. If you do not see it, nothing was started; please try again."] },
]);

/** Shows the outcome in the form, or where it was closed in a direct message (`fallback`). Resolves as `answer` does. */
export async function updateForm(
  { api, answer }: Pick<ReplyContext, "api" | "answer">,
  recipient: Recipient,
  viewId: string,
  view: types.ModalView,
  fallback: readonly Line[],
): Promise<SlackError | undefined> {
  try {
    await api.call("views.update", { view_id: viewId, view }, okAnswer);
    return undefined;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return await answer(recipient, compose(fallback.map((line) => ({ line }))));
  }
}
