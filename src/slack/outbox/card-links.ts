// Where the card of a request is in Slack, as an address that people can follow.
import { isStoreFailure } from "../../impersonation/model/errors.js";
import type { MessageStore } from "../../impersonation/ports/message-store.js";
import { permalink } from "../messages/words/permalink.js";

/** `workspaceUrl` as in `auth.test`. Undefined where the card is not posted, or where the database fails. */
export function createCardLinks(
  store: Pick<MessageStore, "messagesOf">,
  workspaceUrl: string,
): (requestId: string) => Promise<string | undefined> {
  return async (requestId) => {
    try {
      const messages = await store.messagesOf(requestId);
      const { channel = null, ts = null } = messages.findLast(({ kind, ts }) => kind === "card" && ts !== null) ?? {};
      return channel === null || ts === null ? undefined : permalink(workspaceUrl, { channel, ts });
    } catch (error) {
      // An answer without the link is better than none.
      if (!isStoreFailure(error)) throw error;
      return undefined;
    }
  };
}
