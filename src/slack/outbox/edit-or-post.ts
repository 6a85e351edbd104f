// Updates a message in Slack: an edit or, where that is impossible, a new post in its place.

import { isOpen } from "../../impersonation/model/lifecycle.js";
import type { Message, Place } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { MessageStore } from "../../impersonation/ports/message-store.js";
import type { Content } from "../messages/compose.js";
import { okAnswer, type SlackApi, SlackError } from "../transport/web-api.js";
import { markOf, post } from "./posting.js";

/** The message exists, but Slack no longer allows an edit. */
const uneditable: ReadonlySet<string> = new Set(["edit_window_closed", "cant_update_message"]);

interface Tools {
  readonly api: SlackApi;
  readonly store: MessageStore;
  readonly clock: Clock;
}

interface Edit {
  readonly message: Message;
  readonly claim: string;
  readonly request: Request;
  readonly content: Content;
  /** The channel, or the person whose direct message it is. */
  readonly target: string;
}

/** Resolves with its place; undefined where it is gone and another message has replaced it already. */
export async function putMessage(
  { api, store, clock }: Tools,
  { message, claim, request, content, target }: Edit,
): Promise<Place | undefined> {
  const { channel, ts } = message;
  if (channel === null || ts === null) return post(api, target, content, markOf(message));
  try {
    await api.call("chat.update", { channel, ts, ...content }, okAnswer);
    return { channel, ts };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const deletedInSlack =
      error.code === "message_not_found" && (isOpen(request.status) || request.status === "failed");
    if (!deletedInSlack && !uneditable.has(error.code)) throw error;
    if (deletedInSlack && (await hasAnother(store, message))) return undefined;
    // Before the deletion: if its answer is lost, a message that is still there is found by its mark.
    await store.markMissing(message.id, claim, clock.now());
    if (!deletedInSlack) await remove(api, { channel, ts });
    return post(api, target, content, markOf(message));
  }
}

/** A click on an old copy adopts a message that was deleted and posted again long before. */
async function hasAnother(store: MessageStore, { id, requestId, kind, attempt }: Message): Promise<boolean> {
  const others = (await store.messagesOf(requestId)).filter((other) => other.kind === kind && other.id !== id);
  return others.some((other) => other.ts !== null && (kind !== "link" || other.attempt === attempt));
}

async function remove(api: SlackApi, place: Place): Promise<void> {
  try {
    await api.call("chat.delete", { ...place }, okAnswer);
  } catch (error) {
    if (!(error instanceof SlackError && error.code === "message_not_found")) throw error;
  }
}
