// Posts messages with a mark in their metadata, and finds them by it where Slack's answer to the post was lost.
import { z } from "zod";
import type { Message, Place } from "../../impersonation/model/message.js";
import { clockToleranceMs } from "../../impersonation/model/settings.js";
import type { Content } from "../messages/blocks/compose.js";
import { type SlackApi, SlackError } from "../transport/web-api.js";
import { eventType, readHistory, readReplies } from "./history.js";

/** Identifies one message of one request. Anyone in the conversation can read it through the API: ids only. */
interface Mark {
  readonly request_id: string;
  readonly message: string;
}

export function markOf({ requestId, kind, attempt, id }: Omit<Message, "channel" | "ts">): Mark {
  return kind === "link" && attempt !== null
    ? linkMark({ id: requestId, attempt })
    : { request_id: requestId, message: `${kind}.${id}` };
}

export function linkMark({ id, attempt }: { readonly id: string; readonly attempt: number }): Mark {
  return { request_id: id, message: `link.${attempt}` };
}

const posted = z.object({ channel: z.string(), ts: z.string() });

/** A channel, a thread in it, or a user for the direct message to them. */
export interface Target {
  readonly channel: string;
  readonly thread_ts?: string;
}

/** Edits keep the mark. */
export function post(api: SlackApi, target: Target, content: Content, mark: Mark): Promise<Place> {
  return api.call(
    "chat.postMessage",
    {
      ...target,
      ...content,
      metadata: { event_type: eventType, event_payload: mark },
      // Slack fetches the URLs in a message unless both flags are off, and a fetch could use up a single-use link.
      unfurl_links: false,
      unfurl_media: false,
    },
    posted,
  );
}

const opened = z.object({ channel: z.object({ id: z.string() }) });

/** The id of the direct conversation with a user. */
export async function directConversation(api: SlackApi, userId: string): Promise<string> {
  const { channel } = await api.call("conversations.open", { users: userId }, opened);
  return channel.id;
}

const maxPages = 3;

/**
 * The places of messages with that mark in a conversation, newest first, as far back as `since` (milliseconds), or in a
 * thread. Throws `SlackError`, also where the bot may not read the history.
 */
export async function findPosts(
  api: SlackApi,
  { channel, thread_ts: thread }: Target,
  { mark, botUserId, since }: { mark: Mark; botUserId: string; since: number },
): Promise<readonly Place[]> {
  const places: Place[] = [];
  let cursor = "";
  for (let page = 0; page < maxPages; page += 1) {
    const args = { include_all_metadata: true, ...(cursor !== "" && { cursor }) };
    const read = thread === undefined ? readHistory(api, channel, args) : readReplies(api, channel, thread, args);
    const { messages, cursor: next } = await read;
    const matches = messages.filter(
      ({ user, metadata }) =>
        // Any app can write that mark; only the bot's own posts count.
        user === botUserId &&
        metadata?.event_payload.request_id === mark.request_id &&
        metadata.event_payload.message === mark.message,
    );
    places.push(...matches.map(({ ts }) => ({ channel, ts })));
    cursor = next;
    // By Slack's clock, which may differ a little from the bot's.
    const isFarEnough =
      thread === undefined && messages.some(({ ts }) => Number(ts) * 1_000 < since - clockToleranceMs);
    if (cursor === "" || isFarEnough) break;
  }
  return places;
}

/** Whether Slack definitely refused a call: not a rate limit, and no unknown outcome. */
export function isRefusal(error: unknown): boolean {
  return error instanceof SlackError && error.kind === "refused";
}
