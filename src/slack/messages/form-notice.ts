// What replaces a submitted form: that it is being checked, or its outcome.
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
