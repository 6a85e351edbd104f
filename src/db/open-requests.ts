// Which requests of a person are open: for one subject, and in all.
import { sql } from "kysely";
import { openStatuses } from "../impersonation/model/lifecycle.js";
import type { NewRequest, Request } from "../impersonation/model/request.js";
import { readRequest } from "./schema.js";
import type { Database } from "./sqlite/engine.js";

type Actor = Pick<Request, "actorSlackId"> & Partial<Pick<Request, "actorSub">>;

function open(database: Database) {
  return (
    database
      .selectFrom("requests")
      .selectAll()
      // Literals, not parameters: SQLite uses a partial index only where it can match its condition.
      .where(sql<boolean>`status in (${sql.raw(openStatuses.map((status) => `'${status}'`).join(", "))})`)
  );
}

/** The open request of the same actor, who may have several Slack accounts, for the same subject. */
export async function findOpenRequest(
  database: Database,
  { actorSlackId, actorSub, subjectId }: NewRequest,
): Promise<Request | undefined> {
  const forSubject = open(database).where("subjectId", "=", subjectId);
  const row =
    (await forSubject.where("actorSlackId", "=", actorSlackId).executeTakeFirst()) ??
    (await forSubject.where("actorSub", "=", actorSub).executeTakeFirst());
  return row && readRequest(row);
}

/** All open requests of an actor, who may have several Slack accounts, the oldest first. */
export async function openRequestsOf(database: Database, { actorSlackId, actorSub }: Actor): Promise<Request[]> {
  const rows = await open(database).where("actorSlackId", "=", actorSlackId).execute();
  if (actorSub !== undefined) {
    const ofOthers = open(database).where("actorSub", "=", actorSub).where("actorSlackId", "!=", actorSlackId);
    rows.push(...(await ofOthers.execute()));
  }
  return rows.map(readRequest).toSorted((one, other) => one.askedAt - other.askedAt);
}
