// The parts of Slack's payloads that the bot reads.
import { createHash } from "node:crypto";
import { z } from "zod";

export const commandPayload = z.object({
  text: z.string().default(""),
  user_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string(),
});

export const actionPayload = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  container: z.object({
    type: z.string(),
    channel_id: z.string().optional(),
    message_ts: z.string().optional(),
    is_ephemeral: z.boolean().optional(),
  }),
  /** Where the button stands in a view: a form, or the Home tab ("home"). Those presses have no response url. */
  view: z.object({ type: z.string() }).nullish(),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().default("") })]).rest(z.unknown()),
});

/** A global shortcut: it comes from no conversation, and has no response_url. */
export const shortcutPayload = z.object({ user: z.object({ id: z.string() }), trigger_id: z.string() });

/** Asks for the options of a menu while somebody types. The answer is due within three seconds. */
export const suggestionPayload = z.object({
  user: z.object({ id: z.string() }),
  action_id: z.string(),
  value: z.string().default(""),
});

/** The event that somebody opened the app's home, on either tab. */
export const homeOpenedEvent = z.object({
  user: z.string(),
  tab: z.string(),
  /** What the Home tab shows; absent where nothing was ever published there. */
  view: z.object({ hash: z.string().optional() }).nullish(),
});

const fieldValue = z.object({
  value: z.string().nullish(),
  selected_user: z.string().nullish(),
  selected_option: z
    .object({ value: z.string(), text: z.object({ text: z.string() }).nullish().catch(null) })
    .nullish(),
});

export const submissionPayload = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  view: z.object({
    id: z.string(),
    /** Changes each time the form is shown. */
    hash: z.string().default(""),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), fieldValue)) }),
  }),
});

export type Submission = z.infer<typeof submissionPayload>;

/** Identifies one version of a form, which is submitted once. */
export function formKey({ view }: Submission): string {
  return `${view.id} ${view.hash}`;
}

/** Identifies one press on the form's button: after a refusal beside a field the same version is submitted again. */
export function submissionKey({ trigger_id }: Submission): string {
  return trigger_id;
}

/** The value of a form's field, not trimmed; "" where it was left empty. Blocks have one element each. */
export function fieldOf({ view }: Submission, blockId: string): string {
  const [field] = Object.values(view.state.values[blockId] ?? {});
  return field?.value ?? field?.selected_user ?? field?.selected_option?.value ?? "";
}

/** What the chosen option of a field says; "" where it says nothing. */
export function optionTextOf({ view }: Submission, blockId: string): string {
  const [field] = Object.values(view.state.values[blockId] ?? {});
  return field?.selected_option?.text?.text ?? "";
}

/** Identifies a payload without storing its trigger id, which could be used to open a form. */
export function fingerprint(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
