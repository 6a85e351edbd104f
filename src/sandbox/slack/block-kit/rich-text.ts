// The rich_text block: formatting as data, so that user input is never parsed as markup.
import { z } from "zod";
import { filled, optionalName } from "./text.js";

const style = z
  .strictObject({
    bold: z.boolean().exactOptional(),
    italic: z.boolean().exactOptional(),
    strike: z.boolean().exactOptional(),
    code: z.boolean().exactOptional(),
  })
  .exactOptional();

const inline = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string().min(1), style }),
  z.strictObject({ type: z.literal("user"), user_id: filled(255), style }),
  z.strictObject({ type: z.literal("usergroup"), usergroup_id: filled(255), style }),
  z.strictObject({ type: z.literal("channel"), channel_id: filled(255), style }),
  z.strictObject({
    type: z.literal("link"),
    url: filled(3000),
    text: z.string().min(1).exactOptional(),
    unsafe: z.boolean().exactOptional(),
    style,
  }),
  z.strictObject({
    type: z.literal("date"),
    timestamp: z.int(),
    format: z.string().min(1),
    url: filled(3000).exactOptional(),
    fallback: z.string().min(1).exactOptional(),
    style,
  }),
  z.strictObject({ type: z.literal("emoji"), name: z.string().min(1), unicode: z.string().exactOptional(), style }),
  z.strictObject({ type: z.literal("broadcast"), range: z.enum(["here", "channel", "everyone"]), style }),
]);
export type Inline = z.infer<typeof inline>;

const section = z.strictObject({ type: z.literal("rich_text_section"), elements: z.array(inline) });

const part = z.discriminatedUnion("type", [
  section,
  z.strictObject({
    type: z.literal("rich_text_list"),
    style: z.enum(["bullet", "ordered"]),
    elements: z.array(section).min(1),
    indent: z.literal([0, 1, 2, 3, 4, 5, 6, 7, 8]).exactOptional(),
    offset: z.int().min(0).exactOptional(),
    border: z.literal([0, 1]).exactOptional(),
  }),
  z.strictObject({
    type: z.literal("rich_text_quote"),
    elements: z.array(inline),
    border: z.literal([0, 1]).exactOptional(),
  }),
  z.strictObject({
    type: z.literal("rich_text_preformatted"),
    elements: z.array(inline),
    border: z.literal([0, 1]).exactOptional(),
  }),
]);
export type RichTextPart = z.infer<typeof part>;

export const richText = z.strictObject({
  type: z.literal("rich_text"),
  block_id: optionalName,
  elements: z.array(part).min(1),
});
