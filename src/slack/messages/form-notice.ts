// What stands in a form's place once it was sent: that it is being checked, or what came of it.
import type { types } from "@slack/bolt";
import { compose, type Line, plain } from "./compose.js";

export function formNotice(title: string, ...lines: readonly Line[]): types.ModalView {
  return {
    type: "modal",
    title: plain(title),
    close: plain("Close"),
    blocks: compose(lines.map((line) => ({ line }))).blocks,
  };
}
