// Edits a message, or where that is not possible posts it again.

import { isOpen } from "../../impersonation/model/lifecycle.js";
import type { Message, Place } from "../../impersonation/model/message.js";
import type { Request } from "../../impersonation/model/request.js";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { MessageStore } from "../../impersonation/ports/message-store.js";
import type { Content } from "../messages/blocks/compose.js";
import { okAnswer, type SlackApi, SlackError } from "../transport/web-api.js";
import { deleteMessage } from "./deletion.js";
import { isRefusal, markOf, post, type Target } from "./posting.js";
import type { Surroundings } from "./surroundings.js";

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
  readonly target: Target;
  readonly around: Surroundings;
}

/** Resolves with its place; undefined where it was deleted and is not needed any more, as where another copy stands. */
export async function editOrPost(
  { api, store, clock }: EditContext,
  { message, claim, request, content, target, around }: Edit,
): Promise<Place | undefined> {
  const { channel, ts } = message;
  if (channel === null || ts === null) return post(api, target, content, markOf(message));
  try {
    await api.call("chat.update", { channel, ts, ...content }, okAnswer);
    return { channel, ts };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const isGone = error.code === "message_not_found";
    const isReminder = message.kind === "reminder";
    if (isGone && (isReminder || around.isFollowed || (await hasOtherCopy(store, message)))) return undefined;
    if (isReminder && uneditable.has(error.code)) {
      // It reminds of nothing by now, and would notify people if it were posted again.
      await deleteMessage(api, { channel, ts });
      return undefined;
    }
    const deletedInSlack = isGone && (isOpen(request.status) || request.status === "failed");
    if (!deletedInSlack && !uneditable.has(error.code)) throw error;
    // Before the deletion: where its answer gets lost, a message that is still there is found by its mark.
    await store.markMissing(message.id, claim, clock.now());
    if (!deletedInSlack) {
      try {
        await deleteMessage(api, { channel, ts });
      } catch (error) {
        // Slack lets it be neither edited nor deleted: it stands as it is.
        if (isRefusal(error)) await store.found(message.id, claim, { channel, ts }, clock.now());
        throw error;
      }
      // A click may have adopted this copy meanwhile, and an edit of it may have come before the deletion.
      await store.invalidate(request.id, [message.kind], clock.now());
    }
    return post(api, target, content, markOf(message));
  }
}

/** A click on an old copy can adopt a message that was deleted and posted again long before. */
async function hasOtherCopy(store: MessageStore, { id, requestId, kind, attempt }: Message): Promise<boolean> {
  const others = (await store.messagesOf(requestId)).filter(
    (other) => other.kind === kind && other.id !== id && other.supersededAt === null,
  );
  return others.some((other) => other.ts !== null && (kind !== "link" || other.attempt === attempt));
}
