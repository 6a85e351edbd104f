// The interactive elements of Block Kit with their published limits; a key or type not listed here is refused.
import { z } from "zod";
import { confirmDialog, filled, option, optionalName, optionGroup, plainText } from "./text.js";

const placeholder = plainText(150).optional();
const focus = z.boolean().optional();

export const button = z.strictObject({
  type: z.literal("button"),
  action_id: optionalName,
  text: plainText(75),
  value: filled(2000).optional(),
  url: filled(3000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: confirmDialog.optional(),
  accessibility_label: filled(75).optional(),
});
export type Button = z.infer<typeof button>;

export const overflow = z.strictObject({
  type: z.literal("overflow"),
  action_id: optionalName,
  options: z
    .array(option.extend({ url: filled(3000).optional() }))
    .min(1)
    .max(5),
  confirm: confirmDialog.optional(),
});

export const plainTextInput = z
  .strictObject({
    type: z.literal("plain_text_input"),
    action_id: optionalName,
    initial_value: z.string().optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
    dispatch_action_config: z
      .strictObject({ trigger_actions_on: z.array(z.enum(["on_enter_pressed", "on_character_entered"])).min(1) })
      .optional(),
    focus_on_load: focus,
    placeholder,
  })
  .superRefine((input, context) => {
    if ((input.initial_value?.length ?? 0) > (input.max_length ?? 3000)) {
      context.addIssue({ code: "custom", message: "must not be longer than max_length", path: ["initial_value"] });
    }
  });

export const staticSelect = z
  .strictObject({
    type: z.literal("static_select"),
    action_id: optionalName,
    options: z.array(option).min(1).max(100).optional(),
    option_groups: z.array(optionGroup).min(1).max(100).optional(),
    initial_option: option.optional(),
    confirm: confirmDialog.optional(),
    focus_on_load: focus,
    placeholder,
  })
  .superRefine((select, context) => {
    if ((select.options === undefined) === (select.option_groups === undefined)) {
      context.addIssue({ code: "custom", message: "must provide either options or option_groups", path: [] });
    }
    const initial = select.initial_option;
    if (initial !== undefined && !offered(select).some((each) => each.value === initial.value)) {
      context.addIssue({ code: "custom", message: "must be one of the options", path: ["initial_option"] });
    }
  });

export const externalSelect = z.strictObject({
  type: z.literal("external_select"),
  action_id: optionalName,
  initial_option: option.optional(),
  min_query_length: z.int().min(0).optional(),
  confirm: confirmDialog.optional(),
  focus_on_load: focus,
  placeholder,
});

export const usersSelect = z.strictObject({
  type: z.literal("users_select"),
  action_id: optionalName,
  initial_user: filled(255).optional(),
  confirm: confirmDialog.optional(),
  focus_on_load: focus,
  placeholder,
});

export const pressable = z.discriminatedUnion("type", [button, overflow, staticSelect, externalSelect, usersSelect]);
export const fillable = z.discriminatedUnion("type", [plainTextInput, staticSelect, externalSelect, usersSelect]);

export type Pressable = z.infer<typeof pressable>;
export type Fillable = z.infer<typeof fillable>;
export type Element = Pressable | Fillable;

/** How many letters an external select needs before it queries the app; Slack's default is 3. */
export const minLetters = ({ min_query_length: least = 3 }: z.infer<typeof externalSelect>): number => least;

type Offer = z.infer<typeof option>;
/** Every option of a select, in a group or not. */
export function offered(select: {
  options?: Offer[] | undefined;
  option_groups?: { options: Offer[] }[] | undefined;
}): Offer[] {
  return [...(select.options ?? []), ...(select.option_groups ?? []).flatMap((group) => group.options)];
}
