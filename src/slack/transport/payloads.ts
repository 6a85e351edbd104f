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
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().default("") })]).rest(z.unknown()),
});

const fieldValue = z.object({
  value: z.string().nullish(),
  selected_user: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

export const submissionPayload = z.object({
  user: z.object({ id: z.string() }),
  view: z.object({
    id: z.string(),
    /** Changes each time the form is shown. */
    hash: z.string().default(""),
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), fieldValue)) }),
  }),
});

export type Submission = z.infer<typeof submissionPayload>;

/** Identifies one submission of a form: after a refusal the next one has another key. */
export function formKey({ view }: Submission): string {
  return `${view.id} ${view.hash}`;
}

/** The value of a form's field, not trimmed; "" where it was left empty. Blocks have one element each. */
export function fieldOf({ view }: Submission, blockId: string): string {
  const [field] = Object.values(view.state.values[blockId] ?? {});
  return field?.value ?? field?.selected_user ?? field?.selected_option?.value ?? "";
}

/** Identifies a payload without storing its trigger id, which could be used to open a form. */
export function fingerprint(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
