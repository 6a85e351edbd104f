// The buttons of a request carry its id and nothing else; those in answers, which one person sees, what the answer is about.
import type { types } from "@slack/bolt";
import type { Request } from "../../../impersonation/model/request.js";
import type { Secret } from "../../../impersonation/model/secret.js";
import { clean, plain, shorten } from "./compose.js";

/** Slack's action ids, by which a click names its button. */
export const actionIds = {
  approve: "approve",
  deny: "deny",
  retry: "retry",
  cancel: "cancel_request",
  revoke: "revoke",
  open: "open_link",
  edit: "edit_request",
  openForm: "open_request_form",
  pick: "pick_subject",
  askAgain: "ask_again",
  revokeAll: "revoke_all",
} as const;

export const approveButton = (id: string) => button(id, actionIds.approve, "Approve", "primary");
export const denyButton = (id: string) => button(id, actionIds.deny, "Deny", "danger");
export const retryButton = (id: string) => button(id, actionIds.retry, "Retry");
export const cancelButton = (id: string) => button(id, actionIds.cancel, "Cancel request");
/** At once: where access may be in use, a dialog would only cost time. */
export const revokeButton = (id: string) => button(id, actionIds.revoke, "Revoke");

/** The same for a link that nobody has opened yet, which a slip of the finger would cost. */
export function revokeLinkButton(id: string): types.Button {
  return {
    ...revokeButton(id),
    confirm: {
      title: plain("Revoke access?"),
      text: plain("The sign-in link stops working. To sign in after that takes a new request and a new approval."),
      confirm: plain("Revoke"),
      deny: plain("Keep it"),
      style: "danger",
    },
  };
}

/** Where the request gives access, or may. */
export function revokeButtonOf({ id, status }: Pick<Request, "id" | "status">): types.Button {
  return status === "approved" || status === "issued" ? revokeLinkButton(id) : revokeButton(id);
}

export const askAgainButton = (id: string) => button(id, actionIds.askAgain, "Ask again");
/** It carries nothing: Slack takes no empty value. */
export const openFormButton = () => button("new", actionIds.openForm, "Request access", "primary");

/** `value`: whose access. Slack asks for a confirmation that says what ends. */
export function revokeAllButton(value: string, label: string, question: string): types.Button {
  const confirm = {
    title: plain("Revoke all?"),
    text: plain(question),
    confirm: plain("Revoke all"),
    deny: plain("Keep"),
    style: "danger",
  } as const;
  return { ...button(value, actionIds.revokeAll, label, "danger"), confirm };
}

/** `value`: what the form starts with, as JSON of at most `valueMaxLength` characters. */
export const editButton = (value: string) => button(value, actionIds.edit, "Edit request", "primary");
/** The same for a draft that is whole; one that is not opens the form. `name` is read to those who see no list. */
export function pickButton(value: string, name: string, isWhole: boolean): types.Button {
  const actionId = isWhole ? actionIds.pick : actionIds.edit;
  return { ...button(value, actionId, "Choose"), accessibility_label: shorten(`Choose ${name}`, 75) };
}
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
