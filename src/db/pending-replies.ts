// The people who wait for an answer, in the database: a row each for as long as they wait.
import { sql } from "kysely";
import { pendingReplySchema } from "../impersonation/model/pending-reply.js";
import type { PendingReplyStore } from "../impersonation/ports/pending-reply-store.js";
import type { Database } from "./sqlite/engine.js";

export function createPendingReplyStore(database: Database): PendingReplyStore {
  return {
    addPendingReply: (pendingReply) =>
      withoutWaitingForTheDisk(database, async (connection) => {
        await connection
          .insertInto("pendingReplies")
          .values(pendingReply)
          .onConflict((known) => known.doNothing())
          .execute();
      }),
    removePendingReply: (key) =>
      withoutWaitingForTheDisk(database, async (connection) => {
        await connection.deleteFrom("pendingReplies").where("key", "=", key).execute();
      }),
    async pendingReplies() {
      const rows = await database.selectFrom("pendingReplies").selectAll().orderBy("at").execute();
      return rows.map((row) => pendingReplySchema.parse(row));
    },
  };
}

/**
 * The acknowledgement comes after this write. It outlives the process, which is what it is for; in a power cut it may be
 * lost, unlike everything else.
 */
function withoutWaitingForTheDisk(database: Database, write: (connection: Database) => Promise<void>): Promise<void> {
  return database.connection().execute(async (connection) => {
    await sql`pragma synchronous = normal`.execute(connection);
    try {
      await write(connection);
    } finally {
      await sql`pragma synchronous = full`.execute(connection);
    }
  });
}
