// Posting the message with the link: once, and never again where it is not certain that Slack did not take it.

import type { Place } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import type { Secret } from "../../impersonation/model/secret.js";
import { waitUntil } from "../../impersonation/ports/clock.js";
import type { Delivery } from "../../impersonation/ports/notifier.js";
import { linkReady } from "../messages/link.js";
import { okAnswer, SlackError } from "../transport/web-api.js";
import { linkMark, post } from "./posting.js";
import type { OutboxContext } from "./sync-message.js";

/** It waits out a rate limit for so long in all. */
const deliveryTimeoutMs = 30_000;

export async function deliverLink(
  { api, clock, stopping }: Pick<OutboxContext, "api" | "clock" | "stopping">,
  request: Request,
  link: Secret,
  stillWanted: () => Promise<boolean>,
): Promise<Delivery> {
  const giveUpAt = clock.now() + deliveryTimeoutMs;
  const content = linkReady(request, link);
  for (;;) {
    if (!(await stillWanted())) return { outcome: "not_wanted" };
    try {
      return { outcome: "posted", place: await post(api, request.actorSlackId, content, linkMark(request)) };
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      if (error.kind === "unknown") return { outcome: "unknown" };
      // Only a rate limit is certain not to have posted, and passes.
      const again = clock.now() + error.retryAfterMs;
      if (error.kind === "refused" || again > giveUpAt) return { outcome: "refused" };
      if (!(await waitUntil(clock, again, stopping))) return { outcome: "refused" };
    }
  }
}

/** For a message whose link is dead, where nobody can take note of it. */
export async function deletePost({ api, log }: Pick<OutboxContext, "api" | "log">, place: Place): Promise<void> {
  try {
    await api.call("chat.delete", { ...place }, okAnswer);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    log.error("a message with a dead link stays", { channel: place.channel, error: error.code });
  }
}
