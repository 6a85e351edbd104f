// The form that asks for what the command left out: who, reason and duration.
import type { types } from "@slack/bolt";
import { z } from "zod";
import { minSessionMs } from "../../impersonation/model/draft.js";
import { formatDuration } from "../../impersonation/model/duration.js";
import { type Rules, reasonMaxLength, whoMaxLength } from "../../impersonation/model/settings.js";
import { compose, type Line, plain, shorten } from "./compose.js";

export const requestForm = "request_form";
/** Block ids of the fields, by which Slack shows a problem next to its field. */
export const requestFields = { mention: "who_mention", who: "who", reason: "reason", duration: "duration" } as const;

export const slackUserId = /^[UW][A-Z0-9]{1,60}$/;

const formValues = z.object({
  /** A member of the workspace, or something typed. */
  who: z.union([
    z.object({ mention: z.string().regex(slackUserId) }),
    z.object({ typed: z.string().max(whoMaxLength) }),
  ]),
  reason: z.string(),
  sessionMs: z.int().min(minSessionMs),
});

/** The form's initial values, and those it keeps after a refusal. */
export type RequestFormValues = Readonly<z.output<typeof formValues>>;

/** Reads them from the value of a button. */
export const requestFormValues = z
  .string()
  .transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue("is no JSON");
      return z.NEVER;
    }
  })
  .pipe(formValues);

/** Slack's limit for a text field. */
const fieldMaxLength = 3_000;
const commonMs = [15, 30, 60, 120, 240, 480].map((minutes) => minutes * 60_000);

export function requestFormView(
  values: RequestFormValues,
  rules: Pick<Rules, "sessionMs" | "sessionMaxMs">,
  problem: Line = [],
): types.ModalView {
  const reason = shorten(values.reason, fieldMaxLength);
  return {
    type: "modal",
    callback_id: requestForm,
    title: plain("Ask to impersonate"),
    submit: plain("Ask"),
    close: plain("Close"),
    blocks: [
      ...(problem.length === 0 ? [] : compose([{ line: ["⚠️ ", ...problem] }]).blocks),
      whoInput(values.who),
      {
        type: "input",
        block_id: requestFields.reason,
        label: plain("Reason"),
        hint: plain("The person who decides sees it, and it stays on record."),
        element: {
          type: "plain_text_input",
          action_id: requestFields.reason,
          multiline: true,
          // A reason that is too long can be shortened here; what is sent is measured again.
          max_length: Math.max(reasonMaxLength, reason.length),
          ...(reason !== "" && { initial_value: reason }),
        },
      },
      durationInput(values.sessionMs, rules),
    ],
  };
}

const namings = "An email, a Clerk user id (user_…), a @username or their page in the Clerk Dashboard";
/** Beside the field, which shows what was typed. */
export const whoFieldProblem = `Name one user. ${namings}.`;

function whoInput(who: RequestFormValues["who"]): types.InputBlock {
  if ("mention" in who) {
    return {
      type: "input",
      block_id: requestFields.mention,
      label: plain("User"),
      element: { type: "users_select", action_id: requestFields.mention, initial_user: who.mention },
    };
  }
  return {
    type: "input",
    block_id: requestFields.who,
    label: plain("User"),
    hint: plain(`${namings}.`),
    element: {
      type: "plain_text_input",
      action_id: requestFields.who,
      max_length: whoMaxLength,
      ...(who.typed !== "" && { initial_value: who.typed }),
    },
  };
}

function durationInput(chosenMs: number, rules: Pick<Rules, "sessionMs" | "sessionMaxMs">): types.InputBlock {
  const lengths = [...new Set([...commonMs, rules.sessionMs, rules.sessionMaxMs, chosenMs])];
  const options = lengths
    .filter((ms) => ms <= rules.sessionMaxMs)
    .sort((a, b) => a - b)
    .map((ms) => ({ text: plain(formatDuration(ms)), value: String(ms) }));
  const chosen = options.find(({ value }) => value === String(chosenMs));
  return {
    type: "input",
    block_id: requestFields.duration,
    label: plain("For how long"),
    element: {
      type: "static_select",
      action_id: requestFields.duration,
      options,
      ...(chosen && { initial_option: chosen }),
    },
  };
}
