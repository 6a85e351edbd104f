// The people who wait for an answer, in the database: a row each for as long as they wait.
import { pendingReplySchema } from "../impersonation/model/pending-reply.js";
import type { PendingReplyStore } from "../impersonation/ports/pending-reply-store.js";
import type { Database } from "./sqlite/engine.js";

/** `unsynced`: the acknowledgement waits for the row, which has to outlive the process and nothing worse. */
export function createPendingReplyStore(unsynced: Database): PendingReplyStore {
  return {
    async addPendingReply(pendingReply) {
      await unsynced
        .insertInto("pendingReplies")
        .values(pendingReply)
        .onConflict((known) => known.doNothing())
        .execute();
    },
    async removePendingReply(key) {
      await unsynced.deleteFrom("pendingReplies").where("key", "=", key).execute();
    },
    async pendingReplies() {
      const rows = await unsynced.selectFrom("pendingReplies").selectAll().orderBy("at").execute();
      return rows.map((row) => pendingReplySchema.parse(row));
    },
  };
}
