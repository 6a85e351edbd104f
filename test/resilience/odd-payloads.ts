// Everything that Slack may send: as it should be, nearly so, and as it should never be.
import fc from "fast-check";
import { ids, team } from "../../src/sandbox/cast.js";
import { actionIds } from "../../src/slack/messages/blocks/buttons.js";
import { denialForm, noteField } from "../../src/slack/messages/forms/denial-form.js";
import { requestFields, requestForm } from "../../src/slack/messages/forms/request-form.js";
import { type Fields, nearly, oddValue } from "./odd-json.js";
import { oddCommand, oddText, oddTextUpTo, oddWho } from "./odd-text.js";

/** Nobody listens there, so answers have to go another way. */
const spentUrl = "http://127.0.0.1:9/spent";

const someone = fc.oneof(
  { arbitrary: fc.constantFrom(ids.alice, ids.carol, ids.eve, ids.gus, ids.mallory), weight: 4 },
  { arbitrary: fc.constantFrom("U0NOBODY", "B0T", "", "__proto__"), weight: 1 },
);
const triggerId = fc.uuid();
const envelope = {
  team: fc.constant({ id: team.id, domain: team.domain }),
  user: someone.map((id) => ({ id, team_id: team.id })),
  api_app_id: fc.constant("A0"),
  trigger_id: triggerId,
};

const rightCommand: fc.Arbitrary<Fields> = fc.record({
  command: fc.constantFrom("/impersonate", "/impersonate", "/other", "impersonate", ""),
  text: oddCommand,
  user_id: someone,
  team_id: fc.constant(team.id),
  channel_id: fc.constant(ids.general),
  trigger_id: triggerId,
  response_url: fc.constant(spentUrl),
});
export const oddCommandPayload = nearly(rightCommand);

export const oddActionId = fc.oneof(
  { arbitrary: fc.constantFrom(...Object.values(actionIds)), weight: 4 },
  { arbitrary: fc.constantFrom("", "__proto__", "approve ", "APPROVE", "denial_form", requestFields.who), weight: 1 },
  { arbitrary: oddTextUpTo(255), weight: 1 },
);

/** What a button carries; a request's id is unguessable, so none of these is one. */
export const oddRequestId = fc.oneof(
  fc.constantFrom("", "req_", "req_AAAAAAAAAAAAAAAA", "__proto__", "1 or 1=1", "*", "req_%"),
  oddText,
);

const rightClick: fc.Arbitrary<Fields> = fc.record({
  type: fc.constant("block_actions"),
  ...envelope,
  response_url: fc.constant(spentUrl),
  container: fc.record({
    type: fc.constant("message"),
    channel_id: fc.constantFrom(ids.approvals, ids.general),
    message_ts: fc.constantFrom("1.1", "1790000000.000100"),
    is_ephemeral: fc.boolean(),
  }),
  channel: fc.constant({ id: ids.approvals, name: "privategroup" }),
  actions: fc.tuple(
    fc.record({
      type: fc.constant("button"),
      action_id: oddActionId,
      block_id: fc.constant("b"),
      value: oddRequestId,
    }),
  ),
});
export const oddClick = nearly(rightClick);

const field = (value: fc.Arbitrary<string | null>) =>
  fc.oneof(
    { arbitrary: value.map((text) => ({ type: "plain_text_input", value: text })), weight: 6 },
    { arbitrary: fc.constant({ type: "plain_text_input", value: null }), weight: 1 },
  );
const chosen = fc.oneof(
  fc.constantFrom("1800000", "7200000", "999999999", "0", "-1", "1e9", "1800000.5", "0x10"),
  oddText,
);
const duration = chosen.map((value) => ({ type: "static_select", selected_option: { text: {}, value } }));

const kindOfWho = fc.constantFrom("clerk:", "email:", "username:", "slack:", "");
/** The option of somebody, or what no option has. */
const chosenWho = fc.oneof(
  fc.constantFrom("clerk:user_2bob", "email:bob@customer.example", "username:bob", `slack:${ids.dave}`),
  fc.tuple(kindOfWho, fc.oneof(oddWho, oddTextUpTo(150))).map((parts) => parts.join("").slice(0, 150)),
);

/** As Slack's client lets a form be filled in: within the lengths that the form sets. */
const filledIn = fc.record({
  [requestFields.who]: fc.record({ value: chosenWho, text: oddTextUpTo(75) }).map(({ value, text }) => ({
    who: { type: "external_select", selected_option: { text: { type: "plain_text", text }, value } },
  })),
  [requestFields.reason]: field(oddTextUpTo(1_000)).map((reason) => ({ reason })),
  [requestFields.ticket]: field(oddTextUpTo(100)).map((ticket) => ({ ticket })),
  [requestFields.duration]: duration.map((each) => ({ duration: each })),
});

const rightForm = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Fields> =>
  fc.record({
    type: fc.constant("view_submission"),
    ...envelope,
    view: fc.record({
      id: fc.constantFrom("V1", "V0NONE"),
      hash: fc.uuid(),
      type: fc.constant("modal"),
      callback_id: fc.oneof(fc.constantFrom(requestForm, denialForm), oddTextUpTo(255)),
      private_metadata: oddRequestId,
      state: fc.record({ values }),
    }),
  });

export const requestFormState = rightForm(filledIn);
export const oddSubmission = nearly(
  rightForm(
    fc.oneof(
      filledIn,
      oddText.map((value) => ({ [noteField]: { [noteField]: { type: "plain_text_input", value } } })),
      fc.dictionary(oddText, fc.dictionary(oddText, oddValue, { maxKeys: 2 }), { maxKeys: 3 }),
    ),
  ),
);

/** Kinds of payload that the bot never asked for, and kinds that there are not. */
const unasked: fc.Arbitrary<Fields> = fc.record({
  type: fc.oneof(
    fc.constantFrom("block_suggestion", "view_closed", "shortcut", "message_action", "interactive_message"),
    fc.constantFrom("dialog_submission", "workflow_step_edit", "event_callback", "options", "url_verification"),
    oddText,
  ),
  ...envelope,
  callback_id: oddText,
  action_id: oddActionId,
  value: oddText,
  view: fc.record({ id: oddText, callback_id: fc.constantFrom(requestForm, "x") }),
  event: fc.record({
    type: fc.constantFrom("app_home_opened", "message", "app_mention", "function_executed"),
    user: someone,
    text: oddText,
  }),
  response_url: fc.constant(spentUrl),
});
export const oddUnasked = nearly(unasked);
