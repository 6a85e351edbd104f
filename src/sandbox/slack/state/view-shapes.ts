// A view as stored, as a person sees it, and as sent in responses and payloads.
import type { Block } from "../block-kit/blocks.js";
import type { Filled } from "../block-kit/form-state.js";
import type { Surface } from "../block-kit/surfaces.js";
import type { Directory } from "./directory.js";

export interface View {
  id: string;
  userId: string;
  surface: Surface;
  hash: string;
  rootId: string;
  previousId: string | null;
  filled: Filled;
  /** The errors shown after `response_action: errors`, by block id. */
  errors: Record<string, string>;
}

/** A copy of a view as a person sees it. */
export interface OpenView {
  viewId: string;
  type: "modal" | "home";
  userId: string;
  callbackId: string;
  title: string;
  submit?: string;
  close?: string;
  blocks: Block[];
  privateMetadata: string;
  hash: string;
  errors: Record<string, string>;
}

export function seen({ id, userId, surface, hash, errors }: View): OpenView {
  const modal = surface.type === "modal" ? surface : undefined;
  return structuredClone({
    viewId: id,
    type: surface.type,
    userId,
    callbackId: surface.callback_id,
    title: modal?.title.text ?? "Home",
    ...(modal?.submit === undefined ? {} : { submit: modal.submit.text }),
    ...(modal?.close === undefined ? {} : { close: modal.close.text }),
    blocks: surface.blocks,
    privateMetadata: surface.private_metadata,
    hash,
    errors,
  });
}

/** The view object in responses and payloads. */
export function wireView({ id, surface, hash, rootId, previousId, filled }: View, { team, bot }: Directory) {
  const modal = surface.type === "modal" ? surface : undefined;
  return {
    id,
    team_id: team.id,
    type: surface.type,
    title: modal?.title ?? { type: "plain_text", text: "View Title", emoji: true },
    submit: modal?.submit ?? null,
    close: modal?.close ?? null,
    blocks: surface.blocks,
    private_metadata: surface.private_metadata,
    callback_id: surface.callback_id,
    external_id: surface.external_id,
    state: { values: filled.values(surface.blocks) },
    hash,
    clear_on_close: modal?.clear_on_close ?? false,
    notify_on_close: modal?.notify_on_close ?? false,
    submit_disabled: modal?.submit_disabled ?? false,
    root_view_id: rootId,
    previous_view_id: previousId,
    app_id: bot.appId,
    app_installed_team_id: team.id,
    bot_id: bot.botId,
  };
}
