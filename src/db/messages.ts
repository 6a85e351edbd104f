// Messages in the database: where each stands, what it shows, and who is editing it.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Agenda, MessageStore } from "../impersonation/ports.js";
import type { Database } from "./engine.js";
import { readMessage } from "./rows.js";

export function createMessageStore(database: Database): MessageStore & Agenda {
  return {
    async messagesOf(requestId) {
      const query = database.selectFrom("messages").selectAll().where("request_id", "=", requestId).orderBy("id");
      return (await query.execute()).map(readMessage);
    },
    async messagesDue(now, limit) {
      const rows = await database
        .selectFrom("messages")
        .selectAll()
        .where("due_at", "<=", now)
        .where((where) => where.or([where("claimed_until", "is", null), where("claimed_until", "<=", now)]))
        .orderBy("due_at")
        .limit(limit)
        .execute();
      return rows.map(readMessage);
    },
    async claim(messageId, now, until) {
      const claim = randomUUID();
      const row = await database
        .updateTable("messages")
        // Due when the claim runs out, so that a worker that dies with it is noticed.
        .set({ claim, claimed_until: until, due_at: until })
        .where("id", "=", messageId)
        .where((where) => where.or([where("claimed_until", "is", null), where("claimed_until", "<=", now)]))
        .returning("id")
        .executeTakeFirst();
      return row && claim;
    },
    async shown(messageId, claim, { channel, ts, revision, now }) {
      const staleAgain = sql<number | null>`case
        when unsure_until > ${now} then unsure_until
        when (select revision from requests where id = request_id) <= ${revision} then null
        when moment = 'link' and (select status = 'issued' and link_withdrawn_at is null from requests where id = request_id)
          then null
        else ${now} end`;
      await database
        .updateTable("messages")
        .set({
          channel,
          ts,
          shown_revision: revision,
          claim: null,
          claimed_until: null,
          tries: 0,
          due_at: staleAgain,
          unsure_until: sql<number | null>`case when unsure_until > ${now} then unsure_until end`,
        })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    async postpone(messageId, claim, { dueAt, unsureUntil, place }) {
      await database
        .updateTable("messages")
        .set({
          claim: null,
          claimed_until: null,
          due_at: dueAt,
          tries: sql<number>`tries + 1`,
          unsure_until: sql<number | null>`nullif(max(coalesce(unsure_until, 0), coalesce(${unsureUntil}, 0)), 0)`,
          ...(place === null && { channel: null, ts: null }),
        })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    async adopt(requestId, moment, { channel, ts }, now) {
      await sql`insert into messages (request_id, moment, channel, ts, shown_revision, due_at, tries)
        select id, ${moment}, ${channel}, ${ts}, 0, ${now}, 0 from requests where id = ${requestId}
        on conflict (channel, ts) do nothing`.execute(database);
    },
    async nextDueAt() {
      const request = await database
        .selectFrom("requests")
        .select(sql<number | null>`min(due_at)`.as("at"))
        .where("due_at", "is not", null)
        .executeTakeFirst();
      const message = await database
        .selectFrom("messages")
        .select(sql<number | null>`min(due_at)`.as("at"))
        .where("due_at", "is not", null)
        .executeTakeFirst();
      const times = [request?.at, message?.at].filter((at) => at !== null && at !== undefined);
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}
