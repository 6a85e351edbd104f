// Pending replies in the database: one row for each, for as long as somebody waits for it.
import { pendingReplySchema } from "../impersonation/model/pending-reply.js";
import type { PendingReplyStore } from "../impersonation/ports/pending-reply-store.js";
import type { Database } from "./sqlite/engine.js";

/** `unsynced`, as each acknowledgement waits for the write, and a row has to survive a crash but no power cut. */
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
