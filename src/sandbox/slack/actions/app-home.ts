// Opening a tab of the app's home, which the app is told of where its manifest subscribes to that.
import { InvalidAction } from "../../invalid-action.js";
import { type HomeTab, homeOpenedPayload } from "../delivery/payloads.js";
import { type ActionContext, present } from "./action-context.js";

/** `not_subscribed`: nothing was sent. `unanswered`: not acknowledged in time; it is sent again. */
export interface HomeOutcome {
  kind: "acknowledged" | "unanswered" | "not_subscribed";
  ackMs: number;
}

export async function openHome(
  userId: string,
  tab: HomeTab,
  { state, dispatcher }: ActionContext,
): Promise<HomeOutcome> {
  const { directory, manifest, views } = state;
  const person = present(userId, state);
  const isThere = tab === "home" ? manifest.homeTab : manifest.messagesTab;
  if (!isThere) throw new InvalidAction(`this app has no ${tab} tab`);
  const { id } = directory.direct(userId, directory.bot.userId);
  if (!manifest.events.includes("app_home_opened")) return { kind: "not_subscribed", ackMs: 0 };
  const shown = tab === "home" ? views.home(userId) : undefined;
  const { kind, ackMs } = await dispatcher.sendEvent(homeOpenedPayload(person, id, tab, shown, state));
  return { kind: kind === "acknowledged" ? kind : "unanswered", ackMs };
}
