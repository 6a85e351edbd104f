// Replaces a form once it was submitted: says that it is being checked, or shows its outcome.
import type { types } from "@slack/bolt";
import { compose, type Line, plain } from "../blocks/compose.js";

export function formNotice(title: string, ...lines: readonly Line[]): types.ModalView {
  return {
    type: "modal",
    title: plain(title),
    close: plain("Close"),
    blocks: compose(lines.map((line) => ({ line }))).blocks,
  };
}
