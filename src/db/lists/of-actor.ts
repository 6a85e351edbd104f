// The requests of one person, the newest first.
import type { Database } from "../engine/engine.js";

/**
 * By the index that has each person's in this order. With an equals sign PostgreSQL could take the order from the index of all
 * numbers, and would read through everybody's for those of somebody who asked for many once, and for none lately.
 */
export function latestOf(database: Database, actorSlackId: string) {
  return database
    .selectFrom("requests")
    .where("actorSlackId", ">=", actorSlackId)
    .where("actorSlackId", "<=", actorSlackId)
    .orderBy("actorSlackId", "desc")
    .orderBy("number", "desc");
}
