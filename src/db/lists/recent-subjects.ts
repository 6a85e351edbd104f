// For whom a person asked lately.
import type { NamedSubject } from "../../impersonation/model/request.js";
import type { Database } from "../engine/engine.js";

/** Each once, the last first. */
export async function recentSubjects(
  database: Database,
  actorSlackId: string,
  limit: number,
): Promise<readonly NamedSubject[]> {
  const asked = database
    .selectFrom("requests")
    .select(["subjectId as id", "subjectName as name", "subjectEmail as shownEmail", "number"])
    .select(({ fn }) =>
      fn
        .agg<number>("row_number")
        .over((over) => over.partitionBy("subjectId").orderBy("number", "desc"))
        .as("nth"),
    )
    .where("actorSlackId", "=", actorSlackId);
  return database
    .selectFrom(asked.as("asked"))
    .select(["id", "name", "shownEmail"])
    .where("nth", "=", 1)
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
}
