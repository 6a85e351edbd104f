// The Home tabs that are followed, and the lists that they show: each is read by an index.
import { sql } from "kysely";
import { type HomeStore, homeSchema } from "../../impersonation/ports/home-store.js";
import type { Engine } from "../engine/engine.js";
import { readRequest } from "../engine/schema.js";
import { latestOf } from "./of-actor.js";

// Literals, not parameters: SQLite uses a partial index only where it can match its condition.
const isClosed = sql<boolean>`status not in ('pending', 'approved', 'issued', 'active', 'revoking')`;

export function createHomeStore({ durable: database, instance }: Engine): HomeStore {
  return {
    async homes() {
      const rows = await database
        .selectFrom("homes")
        .selectAll()
        .where("claimedBy", "=", instance)
        .orderBy("openedAt", "desc")
        .execute();
      return rows.map((row) => homeSchema.parse(row));
    },
    async homeOpened(userId, openedAt) {
      await database
        .insertInto("homes")
        .values({ userId, openedAt, shownDigest: null, claimedBy: instance })
        .onConflict((known) => known.column("userId").doUpdateSet({ openedAt, claimedBy: instance }))
        .execute();
    },
    async homeShown(userId, shownDigest) {
      const own = database.updateTable("homes").set({ shownDigest }).where("userId", "=", userId);
      const { numUpdatedRows } = await own.where("claimedBy", "=", instance).executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async homeNotFollowed(userId) {
      const own = database.deleteFrom("homes").where("userId", "=", userId);
      await own.where("claimedBy", "=", instance).execute();
    },
    async closedRequestsOf(actorSlackId, limit) {
      const rows = latestOf(database, actorSlackId).selectAll().where(isClosed).limit(limit);
      return (await rows.execute()).map(readRequest);
    },
    async decidedRequests(limit) {
      const rows = database
        .selectFrom("requests")
        .selectAll()
        .where("decidedAt", "is not", null)
        .orderBy("decidedAt", "desc")
        .orderBy("number", "desc")
        .limit(limit);
      return (await rows.execute()).map(readRequest);
    },
  };
}
