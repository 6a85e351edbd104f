// The message with the link: one try to post it, and its deletion once the link is revoked.
import type { Place } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import type { Secret } from "../../impersonation/model/secret.js";
import type { LinkPost } from "../../impersonation/ports/notifier.js";
import { linkReady } from "../messages/request/link.js";
import { okAnswer, SlackError } from "../transport/web-api.js";
import { linkMark, post } from "./posting.js";
import type { OutboxContext } from "./sync-message.js";

export async function postLink(
  { api, renderContext }: Pick<OutboxContext, "api" | "renderContext">,
  request: Request,
  link: Secret,
): Promise<LinkPost> {
  try {
    const content = linkReady(request, link, renderContext);
    const place = await post(api, { channel: request.actorSlackId }, content, linkMark(request));
    return { outcome: "posted", place };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    switch (error.kind) {
      case "rate_limited":
        return { outcome: error.kind, retryAfterMs: error.retryAfterMs };
      case "refused":
        return { outcome: error.kind, slackCode: error.code };
      case "unknown":
        return { outcome: error.kind };
    }
  }
}

/** Logs Slack's errors instead of throwing them. */
export async function deletePost({ api, log }: Pick<OutboxContext, "api" | "log">, place: Place): Promise<void> {
  try {
    await api.call("chat.delete", { ...place }, okAnswer);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    log.error("message with a revoked link not deleted", { channel: place.channel, error: error.code });
  }
}
