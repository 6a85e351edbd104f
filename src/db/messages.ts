// Messages in the database: where each stands, what it shows, and who is editing it.
import { randomUUID } from "node:crypto";
import { sql, type Transaction } from "kysely";
import type { Place } from "../impersonation/model/message.js";
import type { MessageStore, Shown } from "../impersonation/ports/message-store.js";
import type { Agenda } from "../impersonation/ports/ports.js";
import { bringForward } from "./clock-set-back.js";
import { readMessage } from "./rows.js";
import type { Schema } from "./schema.js";
import type { Database } from "./sqlite/engine.js";

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
          // Before the post itself: a process that dies with it leaves the trace that something may stand in Slack.
          posting_since: sql<number | null>`case when ts is null then coalesce(posting_since, ${now})
            else posting_since end`,
        })
        .where("id", "=", messageId)
        .where((where) => where.or([where("claimed_until", "is", null), where("claimed_until", "<=", now)]))
        .returning("id")
        .executeTakeFirst();
      return row && claim;
    },
    shown: (messageId, claim, shown) =>
      database.transaction().execute((tx) => recordShown(tx, messageId, claim, shown)),
    async postpone(messageId, claim, { dueAt, unsureUntil, postingSince = null }) {
      await database
        .updateTable("messages")
        .set({
          claim: null,
          claimed_until: null,
          due_at: dueAt,
          ...(unsureUntil !== null && { shown_digest: null }),
          tries: sql<number>`tries + 1`,
          posting_since: postingSince,
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
    async leave(messageId, claim, revision, { postingSince = null, refused = null } = {}) {
      const unlessMoved = sql<number | null>`case
        when (select revision from requests where id = request_id) > ${revision} then due_at end`;
      await database
        .updateTable("messages")
        .set({ claim: null, claimed_until: null, due_at: unlessMoved, posting_since: postingSince, refused })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    async retryRefused(now, forGood) {
      await database
        .updateTable("messages")
        .set({ due_at: now, refused: null })
        .where("refused", "is not", null)
        .where("refused", "not in", [...forGood])
        .execute();
    },
    async lost(messageId, claim, now) {
      await database
        .updateTable("messages")
        .set({ channel: null, ts: null, shown_digest: null, posting_since: now })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    found: (messageId, claim, place) =>
      database.transaction().execute(async (tx) => {
        const claimed = await claimedMessage(tx, messageId, claim);
        if (claimed === undefined) return;
        const unsureUntil = later(claimed.unsure_until, await removeTwin(tx, messageId, place));
        await tx
          .updateTable("messages")
          .set({ ...place, shown_digest: null, unsure_until: unsureUntil })
          .where("id", "=", messageId)
          .execute();
      }),
    async drop(messageId, claim) {
      await database.deleteFrom("messages").where("id", "=", messageId).where("claim", "=", claim).execute();
    },
    async forget({ channel, ts }) {
      await database.deleteFrom("messages").where("channel", "=", channel).where("ts", "=", ts).execute();
    },
    async adopt(requestId, moment, { channel, ts }, now) {
      await sql`insert into messages (request_id, moment, channel, ts, shown_revision, due_at, tries)
        select id, ${moment}, ${channel}, ${ts}, 0, ${now}, 0 from requests where id = ${requestId}
        on conflict (channel, ts) do nothing`.execute(database);
    },
    async distrust(requestId, moments, now) {
      await database
        .updateTable("messages")
        .set({ shown_revision: 0, shown_digest: null, due_at: now })
        .where("request_id", "=", requestId)
        .where("moment", "in", [...moments])
        .where("ts", "is not", null)
        .execute();
    },
    bringForward: (now) => bringForward(database, now),
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

async function recordShown(
  tx: Transaction<Schema>,
  messageId: number,
  claim: string,
  { channel, ts, revision, digest, now, missingPost }: Place & Shown,
): Promise<void> {
  const claimed = await claimedMessage(tx, messageId, claim);
  if (claimed === undefined) return;
  const unsureUntil = later(claimed.unsure_until, await removeTwin(tx, messageId, { channel, ts }));
  const unsure = unsureUntil !== null && unsureUntil > now ? unsureUntil : null;
  const lookedAtAgain = earlier(unsure, missingPost?.until ?? null);
  const dueAgain = sql<number | null>`case
    when (select revision from requests where id = request_id) <= ${revision} then ${lookedAtAgain}
    when (select status = 'issued' and link_withdrawn_at is null and requests.attempt is messages.attempt
      from requests where id = request_id) then ${lookedAtAgain}
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
      posting_since: missingPost?.since ?? null,
      refused: null,
    })
    .where("id", "=", messageId)
    .execute();
}

function claimedMessage(tx: Transaction<Schema>, messageId: number, claim: string) {
  return tx
    .selectFrom("messages")
    .select("unsure_until")
    .where("id", "=", messageId)
    .where("claim", "=", claim)
    .executeTakeFirst();
}

/** Removes another row for the same place. Until the time returned, whoever was editing that one may still land. */
async function removeTwin(tx: Transaction<Schema>, messageId: number, { channel, ts }: Place): Promise<number | null> {
  const twin = await tx
    .deleteFrom("messages")
    .where("channel", "=", channel)
    .where("ts", "=", ts)
    .where("id", "!=", messageId)
    .returning("claimed_until")
    .executeTakeFirst();
  return twin?.claimed_until ?? null;
}

function later(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
