// The form that asks for what the command left out: who, reason, ticket and duration.
import type { types } from "@slack/bolt";
import { z } from "zod";
import { minSessionMs } from "../../../impersonation/model/draft.js";
import { formatDuration } from "../../../impersonation/model/duration.js";
import { type Rules, reasonMaxLength } from "../../../impersonation/model/settings.js";
import { clean, compose, type Line, plain, shorten } from "../blocks/compose.js";

export const requestForm = "request_form";
/** Block ids of the fields, by which Slack shows a problem next to its field; action ids as well. */
export const requestFields = { who: "who", reason: "reason", ticket: "ticket", duration: "duration" } as const;
export type RequestField = (typeof requestFields)[keyof typeof requestFields];

/** Slack's limits for an option. */
export const optionLimits = { text: 75, value: 150 } as const;
export const ticketMaxLength = 100;

/** The id of a request. */
export const requestId = z.string().regex(/^req_[\w-]{1,60}$/);

const formValues = z.object({
  /** An option of the field: its value names a user, its text is what people read. */
  who: z
    .object({ value: z.string().min(1).max(optionLimits.value), text: z.string().max(optionLimits.text) })
    .nullable(),
  reason: z.string(),
  ticket: z.string().max(ticketMaxLength),
  sessionMs: z.int().min(minSessionMs),
  /** The id of the request that is asked again. */
  askedAgainOf: requestId.exactOptional(),
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

export interface FormProblem {
  readonly words: Line;
  /** It stands behind its field; without one at the top. */
  readonly field?: RequestField | undefined;
}

/** Slack's limit for a text field. */
const fieldMaxLength = 3_000;
const commonMs = [15, 30, 60, 120, 240, 480].map((minutes) => minutes * 60_000);

type FormRules = Pick<Rules, "sessionMs" | "sessionMaxMs" | "reason">;

export function requestFormView(values: RequestFormValues, rules: FormRules, problem?: FormProblem): types.ModalView {
  const warning = problem === undefined ? [] : compose([{ line: ["⚠️ ", ...problem.words] }]).blocks;
  const fields = [
    whoInput(values.who),
    reasonInput(values.reason, rules),
    ...(rules.reason.ticketUrl === null ? [] : [ticketInput(values.ticket)]),
    durationInput(values.sessionMs, rules),
  ];
  const hasField = fields.some(({ block_id: id }) => id === problem?.field);
  return {
    type: "modal",
    callback_id: requestForm,
    private_metadata: values.askedAgainOf ?? "",
    title: plain("Request access"),
    submit: plain("Submit request"),
    close: plain("Cancel"),
    blocks: [
      ...(hasField ? [] : warning),
      ...fields.flatMap((field) => (field.block_id === problem?.field ? [field, ...warning] : [field])),
    ],
  };
}

function whoInput(who: RequestFormValues["who"]): types.InputBlock {
  return {
    type: "input",
    block_id: requestFields.who,
    label: plain("User"),
    hint: plain("Search by name, email or id. A link to their page in the Clerk Dashboard works, too."),
    element: {
      type: "external_select",
      action_id: requestFields.who,
      placeholder: plain("Search users"),
      // At once, as those come first for whom one asked lately.
      min_query_length: 0,
      ...(who !== null && { initial_option: whoOption(who) }),
    },
  };
}

/** `who.text` may hold anything: it is shown as it is. `description` is a second line. */
export function whoOption(who: NonNullable<RequestFormValues["who"]>, description?: string): types.PlainTextOption {
  return {
    text: plain(shorten(clean(who.text), optionLimits.text) || "?"),
    value: who.value,
    ...(description !== undefined && { description: plain(shorten(description, optionLimits.text)) }),
  };
}

function reasonInput(typed: string, { reason: { hint } }: FormRules): types.InputBlock {
  const reason = shorten(typed, fieldMaxLength);
  return {
    type: "input",
    block_id: requestFields.reason,
    label: plain("Reason"),
    hint: plain(hint ?? "The person who decides sees it, and it stays on record."),
    element: {
      type: "plain_text_input",
      action_id: requestFields.reason,
      multiline: true,
      // A reason that is too long can be shortened here; what is sent is measured again.
      max_length: Math.max(reasonMaxLength, reason.length),
      ...(reason !== "" && { initial_value: reason }),
    },
  };
}

function ticketInput(ticket: string): types.InputBlock {
  return {
    type: "input",
    block_id: requestFields.ticket,
    optional: true,
    label: plain("Ticket"),
    hint: plain("Its number. It is put in front of the reason, and links to the ticket."),
    element: {
      type: "plain_text_input",
      action_id: requestFields.ticket,
      max_length: ticketMaxLength,
      ...(ticket !== "" && { initial_value: ticket }),
    },
  };
}

function durationInput(chosenMs: number, rules: FormRules): types.InputBlock {
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
