// Finds a post that Slack may have taken although its answer was lost, and removes its duplicates.

import type { Message, Place } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import { claimMaxMs } from "../../impersonation/model/settings.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { MessageStore } from "../../impersonation/ports/message-store.js";
import { okAnswer, type SlackApi, SlackError } from "../transport/web-api.js";
import { directConversation, findPosts, isRefusal, markOf, type Target } from "./posting.js";
import type { Surroundings } from "./surroundings.js";

/** An unanswered post can still appear for this long. */
export const latePostMs = claimMaxMs;

interface SearchContext {
  readonly api: SlackApi;
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly botUserId: string;
  readonly approvalChannel: string;
}

/**
 * The message, with the place where its missing post was found if it had none. Throws `SlackError` where the search can
 * be retried.
 */
export async function findMissingPost(
  search: SearchContext,
  message: Message,
  claim: string,
  request: Request,
  { card }: Surroundings,
): Promise<Message> {
  if (message.postingSince === null) return message;
  // The thread is gone together with its card.
  if (message.kind === "reminder" && card === undefined) return message;
  const { api, store, clock, botUserId } = search;
  let places: readonly Place[];
  try {
    const target: Target =
      message.kind === "reminder" && card !== undefined
        ? { channel: card.channel, thread_ts: card.ts }
        : { channel: await conversationOf(search, message, request) };
    places = await findPosts(api, target, { mark: markOf(message), botUserId, since: message.postingSince });
  } catch (error) {
    // The app was installed without the scope for this, or the person is gone.
    if (!isRefusal(error)) throw error;
    return message;
  }
  const found = message.ts === null ? places[0] : undefined;
  let current = message;
  if (found !== undefined) {
    const isSuperseded = await store.found(message.id, claim, found, clock.now());
    const supersededAt = isSuperseded ? (message.supersededAt ?? clock.now()) : null;
    current = { ...message, ...found, supersededAt, shownDigest: null };
  }
  for (const place of places) if (place.ts !== current.ts) await removeDuplicate(search, message, place);
  return current;
}

async function conversationOf({ api, store, approvalChannel }: SearchContext, message: Message, request: Request) {
  if (message.kind === "card") return message.channel ?? approvalChannel;
  const siblings = await store.messagesOf(request.id);
  const direct = siblings.find(({ channel }) => channel?.startsWith("D"));
  return direct?.channel ?? directConversation(api, request.actorSlackId);
}

/** A duplicate that Slack will not delete is adopted, and so synced like any other message. */
async function removeDuplicate(
  { api, store, clock }: SearchContext,
  { requestId, kind }: Message,
  place: Place,
): Promise<void> {
  try {
    await api.call("chat.delete", { ...place }, okAnswer);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (!(error instanceof SlackError && error.code === "message_not_found")) {
      await store.adopt(requestId, kind, place, clock.now());
      return;
    }
  }
  await store.forget(place);
}
