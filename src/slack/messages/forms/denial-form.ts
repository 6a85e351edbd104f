// The form that lets an approver add a note to a denial.
import type { types } from "@slack/bolt";
import type { Request } from "../../../impersonation/model/request.js";
import { compose, type Line, plain } from "../blocks/compose.js";
import { forHowLong, subjectWords } from "../words/phrases.js";

export const denialForm = "denial_form";
export const noteField = "note";

/** `private_metadata` carries the request's id, as a button does. */
export function denialFormView(request: Request, note = "", problem: Line = []): types.ModalView {
  return {
    type: "modal",
    callback_id: denialForm,
    private_metadata: request.id,
    title: plain("Deny request"),
    submit: plain("Deny"),
    close: plain("Cancel"),
    blocks: [
      ...(problem.length === 0 ? [] : compose([{ line: ["⚠️ ", ...problem] }]).blocks),
      ...compose([
        {
          line: [
            { user: request.actorSlackId },
            " wants to sign in as ",
            ...subjectWords(request),
            ` for ${forHowLong(request)}.`,
          ],
        },
        { quote: request.reason },
      ]).blocks,
      {
        type: "input",
        block_id: noteField,
        optional: true,
        label: plain("Note"),
        hint: plain("The person who asked and the channel can read it."),
        element: {
          type: "plain_text_input",
          action_id: noteField,
          multiline: true,
          max_length: 1000,
          ...(note !== "" && { initial_value: note }),
        },
      },
    ],
  };
}
