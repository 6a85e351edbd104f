// Edits a message, or where that is not possible posts it again.

import { isOpen } from "../../impersonation/model/lifecycle.js";
import type { Message, Place } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { MessageStore } from "../../impersonation/ports/message-store.js";
import type { Content } from "../messages/compose.js";
import { okAnswer, type SlackApi, SlackError } from "../transport/web-api.js";
import { markOf, post } from "./posting.js";

/** The message exists, but Slack no longer allows edits of it. */
const uneditable: ReadonlySet<string> = new Set(["edit_window_closed", "cant_update_message"]);

interface EditContext {
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

/** Resolves with its place; undefined where it was deleted and another copy of it is posted already. */
export async function editOrPost(
  { api, store, clock }: EditContext,
  { message, claim, request, content, target }: Edit,
): Promise<Place | undefined> {
  const { channel, ts } = message;
  if (channel === null || ts === null) return post(api, target, content, markOf(message));
  try {
    await api.call("chat.update", { channel, ts, ...content }, okAnswer);
    return { channel, ts };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const isGone = error.code === "message_not_found";
    if (isGone && (await hasOtherCopy(store, message))) return undefined;
    const deletedInSlack = isGone && (isOpen(request.status) || request.status === "failed");
    if (!deletedInSlack && !uneditable.has(error.code)) throw error;
    // Before the deletion: where its answer gets lost, a message that is still there is found by its mark.
    await store.markMissing(message.id, claim, clock.now());
    if (!deletedInSlack) {
      await deleteMessage(api, { channel, ts });
      // A click may have adopted this copy meanwhile, and an edit of it may have come before the deletion.
      await store.invalidate(request.id, [message.kind], clock.now());
    }
    return post(api, target, content, markOf(message));
  }
}

/** A click on an old copy can adopt a message that was deleted and posted again long before. */
async function hasOtherCopy(store: MessageStore, { id, requestId, kind, attempt }: Message): Promise<boolean> {
  const others = (await store.messagesOf(requestId)).filter((other) => other.kind === kind && other.id !== id);
  return others.some((other) => other.ts !== null && (kind !== "link" || other.attempt === attempt));
}

async function deleteMessage(api: SlackApi, place: Place): Promise<void> {
  try {
    await api.call("chat.delete", { ...place }, okAnswer);
  } catch (error) {
    if (!(error instanceof SlackError && error.code === "message_not_found")) throw error;
  }
}
