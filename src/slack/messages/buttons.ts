// The buttons, which carry the request's id and nothing else.
import type { types } from "@slack/bolt";
import type { Secret } from "../../impersonation/model/secret.js";
import { clean, shorten } from "./compose.js";

/** Slack's action ids, by which a click names its button. */
export const actionIds = {
  approve: "approve",
  deny: "deny",
  retry: "retry",
  cancel: "cancel_request",
  revoke: "revoke",
  open: "open_link",
} as const;

export const approveButton = (id: string) => button(id, actionIds.approve, "Approve", "primary");
export const denyButton = (id: string) => button(id, actionIds.deny, "Deny", "danger");
export const retryButton = (id: string) => button(id, actionIds.retry, "Retry", "primary");
export const cancelButton = (id: string) => button(id, actionIds.cancel, "Cancel request");
export const revokeButton = (id: string) => button(id, actionIds.revoke, "Revoke", "danger");

/** The only place where the link is put into a message. */
export function openButton(id: string, subjectName: string, link: Secret): types.Button {
  return {
    ...button(id, actionIds.open, shorten(`Open as ${clean(subjectName) || "user"}`, 70), "primary"),
    url: link.reveal(),
  };
}

function button(id: string, actionId: string, label: string, style?: "primary" | "danger"): types.Button {
  return {
    type: "button",
    action_id: actionId,
    text: { type: "plain_text", text: label, emoji: false },
    value: id,
    ...(style && { style }),
  };
}
