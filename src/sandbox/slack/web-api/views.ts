// views.open, views.push, views.update and views.publish.
import type { Args } from "../http/args.js";
import { refuse, refuseWith } from "../http/refusal.js";
import { readSurface } from "../http/surface-content.js";
import type { SlackState } from "../state/state.js";
import { type View, wireView } from "../state/view-shapes.js";
import type { Method } from "./method.js";

export const open: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state }) => {
    const surface = readSurface(args.any("view"), "modal");
    const { userId } = state.triggers.redeem(args.required("trigger_id"));
    return shown(state.views.open(userId, surface), state);
  },
};

export const push: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state }) => {
    const surface = readSurface(args.any("view"), "modal");
    const { viewId } = state.triggers.redeem(args.required("trigger_id"));
    // A press outside a modal has no stack to push onto.
    return shown(state.views.push(viewId ?? refuse("not_found"), surface), state);
  },
};

export const update: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state }) => {
    const view = meant(args, state) ?? refuse("not_found");
    const surface = readSurface(args.any("view"), view.surface.type);
    const hash = args.text("hash");
    if (hash !== undefined && hash !== view.hash) refuse("hash_conflict");
    return shown(state.views.update(view, surface), state);
  },
};

export const publish: Method = {
  token: "bot",
  scopes: [],
  run: (args, { state }) => {
    const userId = args.required("user_id");
    if (!state.directory.people.has(userId)) {
      refuseWith("invalid_arguments", ["[ERROR] no such user [json-pointer:/user_id]"]);
    }
    const surface = readSurface(args.any("view"), "home");
    if (!state.manifest.homeTab) refuse("not_enabled");
    return shown(state.views.publish(userId, surface, args.text("hash")), state);
  },
};

function meant(args: Args, { views }: SlackState): View | undefined {
  const externalId = args.text("external_id");
  if (externalId !== undefined) return views.findExternal(externalId);
  return views.find(args.required("view_id"));
}

const shown = (view: View, { directory }: SlackState) => ({ view: wireView(view, directory) });
