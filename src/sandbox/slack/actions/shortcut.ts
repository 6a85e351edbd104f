// Running one of the app's global shortcuts.
import { InvalidAction } from "../../invalid-action.js";
import { shortcutPayload } from "../delivery/payloads.js";
import { type ActionContext, present } from "./action-context.js";
import { notice } from "./command.js";

export interface ShortcutOutcome {
  kind: "acknowledged" | "failed";
  ackMs: number;
}

export async function runShortcut(
  userId: string,
  callbackId: string,
  context: ActionContext,
): Promise<ShortcutOutcome> {
  const { state, dispatcher } = context;
  const { manifest } = state;
  const person = present(userId, state);
  const shortcut = manifest.shortcuts.find((each) => each.callbackId === callbackId);
  if (shortcut === undefined || !manifest.scopes.includes("commands")) {
    throw new InvalidAction(`this app has no shortcut ${callbackId}`);
  }
  const payload = shortcutPayload(callbackId, person, state);
  const { kind, ackMs } = await dispatcher.send({ type: "interactive", payload, acceptsResponse: false });
  if (kind === "acknowledged") return { kind, ackMs };
  // What Slack shows is not documented.
  notice(context, person, `${manifest.appName} did not respond to the shortcut "${shortcut.name}"`);
  return { kind: "failed", ackMs };
}
