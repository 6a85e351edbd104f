// What an app may send as a view (modal or home tab), with its published limits.
import { z } from "zod";
import { blockList } from "./blocks.js";
import { plainText } from "./text.js";

const shared = {
  blocks: blockList(100),
  private_metadata: z.string().max(3000).default(""),
  callback_id: z.string().max(255).default(""),
  external_id: z.string().max(255).default(""),
};

const modal = z
  .strictObject({
    type: z.literal("modal"),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: z.boolean().default(false),
    notify_on_close: z.boolean().default(false),
    submit_disabled: z.boolean().optional(),
    ...shared,
  })
  .superRefine((view, context) => {
    if (view.submit === undefined && view.blocks.some((each) => each.type === "input")) {
      context.addIssue({ code: "custom", message: "missing required field: submit", path: [] });
    }
  });

const home = z.strictObject({ type: z.literal("home"), ...shared });

export const surface = z.discriminatedUnion("type", [modal, home]);
export type Surface = z.infer<typeof surface>;
export const messageBlocks = blockList(50);
