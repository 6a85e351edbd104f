// Messages in the database: where each stands, what it shows, and who is editing it.
import { randomUUID } from "node:crypto";
import { sql, type Transaction } from "kysely";
import type { Agenda, MessageStore } from "../impersonation/ports.js";
import type { Database } from "./engine.js";
import { readMessage } from "./rows.js";
import type { Schema } from "./schema.js";

export function createMessageStore(database: Database): MessageStore & Agenda {
  return {
    async messagesOf(requestId) {
      const query = database.selectFrom("messages").selectAll().where("request_id", "=", requestId).orderBy("id");
      return (await query.execute()).map(readMessage);
    },
    async messagesDue(now, limit, except = []) {
      const due = database
        .selectFrom("messages")
        .selectAll()
        .where("due_at", "<=", now)
        .where((where) => where.or([where("claimed_until", "is", null), where("claimed_until", "<=", now)]))
        .orderBy("due_at");
      const query = except.length === 0 ? due : due.where("request_id", "not in", [...except]);
      return (await query.limit(limit).execute()).map(readMessage);
    },
    async claim(messageId, now, until) {
      const claim = randomUUID();
      const row = await database
        .updateTable("messages")
        // Due when the claim runs out, so that a worker that dies with it is noticed.
        .set({
          claim,
          claimed_until: until,
          due_at: until,
          shown_digest: sql<string | null>`case when claim is null then shown_digest end`,
        })
        .where("id", "=", messageId)
        .where((where) => where.or([where("claimed_until", "is", null), where("claimed_until", "<=", now)]))
        .returning("id")
        .executeTakeFirst();
      return row && claim;
    },
    shown: (messageId, claim, shown) =>
      database.transaction().execute((tx) => recordShown(tx, messageId, claim, shown)),
    async postpone(messageId, claim, { dueAt, unsureUntil }) {
      await database
        .updateTable("messages")
        .set({
          claim: null,
          claimed_until: null,
          due_at: dueAt,
          ...(unsureUntil !== null && { shown_digest: null }),
          tries: sql<number>`tries + 1`,
          unsure_until: sql<number | null>`nullif(max(coalesce(unsure_until, 0), coalesce(${unsureUntil}, 0)), 0)`,
        })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    async endClaims(now, unsureUntil) {
      await database
        .updateTable("messages")
        .set({
          claim: null,
          claimed_until: null,
          due_at: now,
          // What it shows is unknown, so it counts as behind whatever it should show.
          shown_revision: 0,
          shown_digest: null,
          unsure_until: unsureUntil,
        })
        .where("claim", "is not", null)
        .execute();
    },
    async leave(messageId, claim, revision) {
      const unlessMoved = sql<number | null>`case
        when (select revision from requests where id = request_id) > ${revision} then due_at end`;
      await database
        .updateTable("messages")
        .set({ claim: null, claimed_until: null, due_at: unlessMoved })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    async lost(messageId, claim) {
      await database
        .updateTable("messages")
        .set({ channel: null, ts: null, shown_digest: null })
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

type Shown = Parameters<MessageStore["shown"]>[2];

async function recordShown(
  tx: Transaction<Schema>,
  messageId: number,
  claim: string,
  { channel, ts, revision, digest, now }: Shown,
): Promise<void> {
  const claimed = await tx
    .selectFrom("messages")
    .select("unsure_until")
    .where("id", "=", messageId)
    .where("claim", "=", claim)
    .executeTakeFirst();
  if (claimed === undefined) return;
  const twin = await tx
    .deleteFrom("messages")
    .where("channel", "=", channel)
    .where("ts", "=", ts)
    .where("id", "!=", messageId)
    .returning("claimed_until")
    .executeTakeFirst();
  // Whoever was editing the twin may still land: the last word is said after that.
  const unsureUntil = Math.max(claimed.unsure_until ?? 0, twin?.claimed_until ?? 0);
  const unsure = unsureUntil > now ? unsureUntil : null;
  const dueAgain = sql<number | null>`case
    when (select revision from requests where id = request_id) <= ${revision} then ${unsure}
    when (select status = 'issued' and link_withdrawn_at is null and requests.attempt is messages.attempt
      from requests where id = request_id) then ${unsure}
    else ${now} end`;
  await tx
    .updateTable("messages")
    .set({
      channel,
      ts,
      shown_revision: revision,
      shown_digest: digest,
      claim: null,
      claimed_until: null,
      tries: 0,
      due_at: dueAgain,
      unsure_until: unsure,
    })
    .where("id", "=", messageId)
    .execute();
}
