// The text objects of Block Kit, and what all blocks and elements share.
import { z } from "zod";

/** A string of 1 to `max` characters; Slack always refuses an empty one. */
export const filled = (max: number) => z.string().min(1).max(max);

/** A name of at most 255 characters; if omitted, the workspace generates one, see name-parts.ts. */
export const optionalName = filled(255).default("");

export const plainText = (max: number) =>
  z.strictObject({ type: z.literal("plain_text"), text: filled(max), emoji: z.boolean().default(true) });

export const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal("mrkdwn"), text: filled(max), verbatim: z.boolean().default(false) });

export const anyText = (max: number) => z.discriminatedUnion("type", [plainText(max), mrkdwn(max)]);

export type PlainText = z.infer<ReturnType<typeof plainText>>;
export type AnyText = z.infer<ReturnType<typeof anyText>>;

export const confirmDialog = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(["primary", "danger"]).optional(),
});

export const option = z.strictObject({
  text: plainText(75),
  value: filled(150),
  description: plainText(75).optional(),
});
export type Option = z.infer<typeof option>;

export const optionGroup = z.strictObject({ label: plainText(75), options: z.array(option).min(1).max(100) });
