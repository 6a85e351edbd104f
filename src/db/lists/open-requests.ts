// Lists of requests: which of a person's are open, for one subject and in all, and what people are shown of them.
import { sql } from "kysely";
import { openStatuses } from "../../impersonation/model/lifecycle.js";
import type { Place } from "../../impersonation/model/message.js";
import type { NewRequest, Request } from "../../impersonation/model/request.js";
import type { RequestLists, Whose } from "../../impersonation/ports/request-lists.js";
import type { Database, Engine } from "../engine/engine.js";
import { readRequest } from "../engine/schema.js";
import { latestOf } from "./of-actor.js";

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
  return rows.map(readRequest).toSorted((one, other) => one.number - other.number);
}

/** Of the requests of everybody else, so many are looked through for those of others than one person. */
const recentMax = 200;

export function createRequestLists({ durable: database, syntax }: Engine): RequestLists {
  // By the index on it, what is found would have to be sorted.
  const actor = syntax.unindexed("actor_slack_id");
  /** By the index of open requests, which has them in the order of their numbers. */
  const openBy = (whose: Whose) =>
    open(database)
      .where("number", ">", 0)
      .where("of" in whose ? sql<boolean>`${actor} = ${whose.of}` : sql<boolean>`${actor} <> ${whose.notOf}`);
  return {
    async byNumber(number) {
      const row = await database.selectFrom("requests").selectAll().where("number", "=", number).executeTakeFirst();
      return row && readRequest(row);
    },
    async listOpen(which, whose, limit) {
      const all = openBy(whose);
      const wanted = which === "open" ? all : all.where("status", which === "waiting" ? "=" : "!=", "pending");
      const rows = await wanted
        .orderBy("number", which === "waiting" ? "asc" : "desc")
        .limit(limit)
        .execute();
      if (rows.length < limit) return { requests: rows.map(readRequest), more: 0 };
      const count = wanted.clearSelect().select(({ fn }) => fn.countAll<number>().as("count"));
      const { count: total } = await count.executeTakeFirstOrThrow();
      return { requests: rows.map(readRequest), more: Math.max(0, total - rows.length) };
    },
    async listLatest(whose, limit) {
      if ("of" in whose) {
        const rows = await latestOf(database, whose.of).selectAll().limit(limit).execute();
        return rows.map(readRequest);
      }
      const all = database.selectFrom("requests").selectAll().orderBy("number", "desc");
      const recent = all.where("number", ">", 0).limit(recentMax).as("recent");
      const others = database.selectFrom(recent).selectAll().where("actorSlackId", "!=", whose.notOf);
      return (await others.limit(limit).execute()).map(readRequest);
    },
    async listLive(of) {
      const live = open(database).where("number", ">", 0).where("status", "!=", "pending");
      const query = of === undefined ? live : live.where(sql<boolean>`${actor} = ${of}`);
      return (await query.orderBy("number", "desc").execute()).map(readRequest);
    },
    async cardsOf(requestIds) {
      if (requestIds.length === 0) return new Map();
      const rows = await database
        .selectFrom("messages")
        .select(["id", "requestId", "channel", "ts"])
        .where("requestId", "in", [...requestIds])
        .where("kind", "=", "card")
        .execute();
      // Of two, while one is being removed, the newer one.
      const inOrder = rows.toSorted((one, other) => one.id - other.id);
      const places = inOrder.flatMap(({ requestId, channel, ts }): [string, Place][] =>
        channel === null || ts === null ? [] : [[requestId, { channel, ts }]],
      );
      return new Map(places);
    },
  };
}
