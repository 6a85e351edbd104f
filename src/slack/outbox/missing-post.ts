// A post whose answer was lost: found in Slack by its mark and stored, and its duplicates deleted.

import type { Message, Place } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import { claimMaxMs } from "../../impersonation/model/settings.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { MessageStore } from "../../impersonation/ports/message-store.js";
import { okAnswer, type SlackApi, SlackError } from "../transport/web-api.js";
import { directConversation, findPosts, isRefusal, markOf } from "./posting.js";

/** A post that was not answered can still appear for so long. */
export const latePostMs = claimMaxMs;

export interface Search {
  readonly api: SlackApi;
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly botUserId: string;
  readonly approvalChannel: string;
}

/**
 * The message, with the place where a missing post of it was found if it had none. Throws `SlackError`
 * where Slack is too busy to look.
 */
export async function recoverPost(search: Search, message: Message, claim: string, request: Request): Promise<Message> {
  if (message.postingSince === null) return message;
  const { api, store, botUserId } = search;
  let places: readonly Place[];
  try {
    const channel = await conversationOf(search, message, request);
    places = await findPosts(api, channel, { mark: markOf(message), botUserId, since: message.postingSince });
  } catch (error) {
    // An app that was installed before it asked for the right to look, or a person who is gone.
    if (!isRefusal(error)) throw error;
    return message;
  }
  const found = message.ts === null ? places[0] : undefined;
  if (found !== undefined) await store.found(message.id, claim, found);
  const stands: Message = found === undefined ? message : { ...message, ...found, shownDigest: null };
  for (const place of places) if (place.ts !== stands.ts) await removeDouble(search, message, place);
  return stands;
}

async function conversationOf({ api, store, approvalChannel }: Search, message: Message, request: Request) {
  if (message.kind === "card") return message.channel ?? approvalChannel;
  const siblings = await store.messagesOf(request.id);
  const direct = siblings.find(({ channel }) => channel?.startsWith("D"));
  return direct?.channel ?? directConversation(api, request.actorSlackId);
}

/** The same message twice is once too many. Where it has to stay, it is kept up to date like any other. */
async function removeDouble({ api, store, clock }: Search, { requestId, kind }: Message, place: Place): Promise<void> {
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
