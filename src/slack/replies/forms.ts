// Opens forms and updates them.
import type { types } from "@slack/bolt";
import { type Content, compose, type Line } from "../messages/compose.js";
import { okAnswer, SlackError } from "../transport/web-api.js";
import type { Asker, ReplyContext } from "./answer.js";

/** Within three seconds of the click: the trigger expires after that. Tells the person if the form did not open. */
export async function openForm(
  { api, answer }: Pick<ReplyContext, "api" | "answer">,
  asker: Asker,
  triggerId: string,
  view: types.ModalView,
): Promise<void> {
  try {
    await api.call("views.open", { trigger_id: triggerId, view }, okAnswer);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    await answer(asker, error.kind === "unknown" ? formMayBeOpen : formDidNotOpen);
  }
}

const formDidNotOpen: Content = compose([
  { line: ["Slack did not open the form, so nothing was started. Please try again."] },
]);

const formMayBeOpen: Content = compose([
  { line: ["Slack did not say whether the form opened. If you do not see it, nothing was started; please try again."] },
]);

/** Shows the outcome in the form, or by direct message if the person has closed it. Resolves as `answer` does. */
export async function updateForm(
  { api, answer }: Pick<ReplyContext, "api" | "answer">,
  asker: Asker,
  viewId: string,
  view: types.ModalView,
  otherwise: readonly Line[],
): Promise<SlackError | undefined> {
  try {
    await api.call("views.update", { view_id: viewId, view }, okAnswer);
    return undefined;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return await answer(asker, compose(otherwise.map((line) => ({ line }))));
  }
}
