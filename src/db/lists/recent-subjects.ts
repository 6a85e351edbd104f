// For whom a person asked lately.
import type { NamedSubject } from "../../impersonation/model/request.js";
import type { Database } from "../engine/engine.js";
import { latestOf } from "./of-actor.js";

/** So many of the person's latest requests are looked through: a form asks at each letter, however many there were. */
const lookedThrough = 50;

/** Each once, the last first. */
export async function recentSubjects(
  database: Database,
  actorSlackId: string,
  limit: number,
): Promise<readonly NamedSubject[]> {
  const rows = await latestOf(database, actorSlackId)
    .select(["subjectId as id", "subjectName as name", "subjectEmail as shownEmail"])
    .limit(lookedThrough)
    .execute();
  const latest = new Map<string, NamedSubject>();
  for (const row of rows) if (!latest.has(row.id)) latest.set(row.id, row);
  return [...latest.values()].slice(0, limit);
}
