// For whom a person asked lately.
import { sql } from "kysely";
import type { NamedSubject } from "../../impersonation/model/request.js";
import type { Database } from "../sqlite/engine.js";

/** Each once, the last first. */
export async function recentSubjects(
  database: Database,
  actorSlackId: string,
  limit: number,
): Promise<readonly NamedSubject[]> {
  const rows = await database
    .selectFrom("requests")
    // Beside `max`, SQLite takes the other columns from the row that has it.
    .select(["subjectId as id", "subjectName as name", "subjectEmail as shownEmail"])
    .select(sql<number>`max(number)`.as("last"))
    .where("actorSlackId", "=", actorSlackId)
    .groupBy("subjectId")
    .orderBy("last", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ id, name, shownEmail }) => ({ id, name, shownEmail }));
}
