// The buttons. They carry the request's id and nothing else; only Edit request, which one person sees, has what was typed.
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
  edit: "edit_request",
} as const;

export const approveButton = (id: string) => button(id, actionIds.approve, "Approve", "primary");
export const denyButton = (id: string) => button(id, actionIds.deny, "Deny", "danger");
export const retryButton = (id: string) => button(id, actionIds.retry, "Retry", "primary");
export const cancelButton = (id: string) => button(id, actionIds.cancel, "Cancel request");
export const revokeButton = (id: string) => button(id, actionIds.revoke, "Revoke", "danger");

/** `value`: what the form starts with, as JSON of at most `valueMaxLength` characters. */
export const editButton = (value: string) => button(value, actionIds.edit, "Edit request", "primary");
/** Slack's limit. */
export const valueMaxLength = 2_000;

/** The only place where the link is put into a message. */
export function openButton(id: string, subjectName: string, link: Secret): types.Button {
  return {
    ...button(id, actionIds.open, shorten(`Open as ${clean(subjectName) || "user"}`, 70), "primary"),
    url: link.reveal(),
  };
}

function button(value: string, actionId: string, label: string, style?: "primary" | "danger"): types.Button {
  return {
    type: "button",
    action_id: actionId,
    text: { type: "plain_text", text: label, emoji: false },
    value,
    ...(style && { style }),
  };
}
