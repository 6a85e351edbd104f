// The blocks of Block Kit with their published limits, and the rules for a whole list of them.
import { z } from "zod";
import { type Element, fillable, pressable } from "./elements.js";
import { richText } from "./rich-text.js";
import { anyText, optionalName, plainText } from "./text.js";

const section = z
  .strictObject({
    type: z.literal("section"),
    block_id: optionalName,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: pressable.optional(),
    expand: z.boolean().optional(),
  })
  .superRefine((block, context) => {
    if (block.text === undefined && block.fields === undefined) {
      context.addIssue({ code: "custom", message: "missing required field: text", path: [] });
    }
  });

const actions = z.strictObject({
  type: z.literal("actions"),
  block_id: optionalName,
  elements: z.array(pressable).min(1).max(25),
});

const input = z.strictObject({
  type: z.literal("input"),
  block_id: optionalName,
  label: plainText(2000),
  element: fillable,
  hint: plainText(2000).optional(),
  optional: z.boolean().default(false),
  dispatch_action: z.boolean().default(false),
});
export type InputBlock = z.infer<typeof input>;

export const block = z.discriminatedUnion("type", [
  section,
  actions,
  z.strictObject({
    type: z.literal("context"),
    block_id: optionalName,
    elements: z.array(anyText(3000)).min(1).max(10),
  }),
  z.strictObject({ type: z.literal("header"), block_id: optionalName, text: plainText(150) }),
  z.strictObject({ type: z.literal("divider"), block_id: optionalName }),
  input,
  richText,
]);
export type Block = z.infer<typeof block>;

/** Blocks of a message (at most 50) or of a modal or home tab (at most 100). */
export const blockList = (most: 50 | 100) =>
  z
    .array(block)
    .max(most)
    .superRefine((blocks, context) => {
      const blockIds = new Set<string>();
      for (const [index, each] of blocks.entries()) {
        if (each.block_id !== "" && blockIds.has(each.block_id)) {
          context.addIssue({ code: "custom", message: "block_id already exists", path: [index, "block_id"] });
        }
        blockIds.add(each.block_id);
        const actionIds = new Set<string>();
        for (const element of elementsOf(each)) {
          if (element.action_id !== "" && actionIds.has(element.action_id)) {
            context.addIssue({ code: "custom", message: "action_id already exists in block", path: [index] });
          }
          actionIds.add(element.action_id);
        }
      }
      const focused = blocks.flatMap(elementsOf).filter((each) => "focus_on_load" in each && each.focus_on_load);
      if (focused.length > 1) {
        context.addIssue({ code: "custom", message: "only one element may have focus_on_load", path: [] });
      }
    });

/** The interactive elements of a block. */
export function elementsOf(each: Block): Element[] {
  switch (each.type) {
    case "actions":
      return each.elements;
    case "input":
      return [each.element];
    case "section":
      return each.accessory === undefined ? [] : [each.accessory];
    default:
      return [];
  }
}
