// Arrivals in the database: a row for as long as somebody waits for an answer.
import { sql } from "kysely";
import { z } from "zod";
import type { Arrival, ArrivalStore } from "../impersonation/model/pending-reply.js";
import type { Database } from "./sqlite/engine.js";

const arrivalRow = z
  .object({
    key: z.string(),
    user_id: z.string(),
    kind: z.enum(["ask", "click"]),
    view_id: z.string().nullable(),
    at: z.number(),
  })
  .transform(({ key, user_id, kind, view_id, at }): Arrival => ({ key, userId: user_id, kind, viewId: view_id, at }));

export function createArrivalStore(database: Database): ArrivalStore {
  return {
    addArrival: ({ key, userId, kind, viewId, at }) =>
      withoutWaitingForTheDisk(database, async (connection) => {
        await connection
          .insertInto("arrivals")
          .values({ key, user_id: userId, kind, view_id: viewId, at })
          .onConflict((known) => known.doNothing())
          .execute();
      }),
    removeArrival: (key) =>
      withoutWaitingForTheDisk(database, async (connection) => {
        await connection.deleteFrom("arrivals").where("key", "=", key).execute();
      }),
    async arrivals() {
      const rows = await database.selectFrom("arrivals").selectAll().orderBy("at").execute();
      return rows.map((row) => arrivalRow.parse(row));
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
