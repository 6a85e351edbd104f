// Opening a form and changing what stands in it.
import type { types } from "@slack/bolt";
import { z } from "zod";
import type { Asker } from "./answer.js";
import type { Entrance } from "./entrance.js";
import { type Content, compose, type Line } from "./messages/compose.js";
import { type SlackApi, SlackError } from "./web-api.js";

const done = z.object({ ok: z.literal(true) });

/** Within three seconds of the click: Slack forgets the trigger after that. */
export async function openForm(api: SlackApi, triggerId: string, view: types.ModalView): Promise<boolean> {
  try {
    await api.call("views.open", { trigger_id: triggerId, view }, done);
    return true;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return false;
  }
}

export const formDidNotOpen: Content = compose([
  { line: ["Slack did not open the form, so nothing was started. Please try again."] },
]);

/** Shows the outcome in the form; somebody who has closed it meanwhile gets it as a direct message. */
export async function updateForm(
  { api, answer }: Pick<Entrance, "api" | "answer">,
  asker: Asker,
  viewId: string,
  view: types.ModalView,
  otherwise: readonly Line[],
): Promise<void> {
  try {
    await api.call("views.update", { view_id: viewId, view }, done);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    await answer(asker, compose(otherwise.map((line) => ({ line }))));
  }
}
