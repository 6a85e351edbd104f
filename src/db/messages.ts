// Messages in the database: where each stands, what it shows, and who is editing it.
import { randomUUID } from "node:crypto";
import { sql, type Transaction } from "kysely";
import type { Place } from "../impersonation/model/message.js";
import type { MessageStore, Shown } from "../impersonation/ports/message-store.js";
import type { DueStore } from "../impersonation/ports/store.js";
import { clockSetBack } from "./clock-set-back.js";
import { readMessage, type Schema } from "./schema.js";
import type { Database } from "./sqlite/engine.js";

export function createMessageStore(database: Database): MessageStore & DueStore {
  return {
    async messagesOf(requestId) {
      const query = database.selectFrom("messages").selectAll().where("requestId", "=", requestId).orderBy("id");
      return (await query.execute()).map(readMessage);
    },
    async messagesDue(now, limit, except = []) {
      const due = database
        .selectFrom("messages")
        .selectAll()
        .where("dueAt", "<=", now)
        .where((where) => where.or([where("claimedUntil", "is", null), where("claimedUntil", "<=", now)]))
        .orderBy("dueAt");
      const query = except.length === 0 ? due : due.where("requestId", "not in", [...except]);
      return (await query.limit(limit).execute()).map(readMessage);
    },
    async claim(messageId, now, until) {
      const claim = randomUUID();
      const row = await database
        .updateTable("messages")
        // Due when the claim runs out, so that a worker that dies with it is noticed.
        .set({
          claim,
          claimedUntil: until,
          dueAt: until,
          shownDigest: sql<string | null>`case when claim is null then shown_digest end`,
          // Before the post itself: a process that dies with it leaves the trace that something may stand in Slack.
          postingSince: sql<number | null>`case when ts is null then coalesce(posting_since, ${now})
            else posting_since end`,
        })
        .where("id", "=", messageId)
        .where((where) => where.or([where("claimedUntil", "is", null), where("claimedUntil", "<=", now)]))
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
          claimedUntil: null,
          dueAt,
          ...(unsureUntil !== null && { shownDigest: null }),
          tries: sql<number>`tries + 1`,
          postingSince,
          unsureUntil: sql<number | null>`nullif(max(coalesce(unsure_until, 0), coalesce(${unsureUntil}, 0)), 0)`,
        })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    async releaseClaims(now, unsureUntil) {
      await database
        .updateTable("messages")
        .set({
          claim: null,
          claimedUntil: null,
          dueAt: now,
          // What it shows is unknown, so it counts as behind whatever it should show.
          shownRevision: 0,
          shownDigest: null,
          unsureUntil,
        })
        .where("claim", "is not", null)
        .execute();
    },
    async leave(messageId, claim, revision, { postingSince = null, refused = null } = {}) {
      const unlessMoved = sql<number | null>`case
        when (select revision from requests where id = request_id) > ${revision} then due_at end`;
      await database
        .updateTable("messages")
        .set({ claim: null, claimedUntil: null, dueAt: unlessMoved, postingSince, refused })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    async retryRefused(now, forGood) {
      await database
        .updateTable("messages")
        .set({ dueAt: now, refused: null })
        .where("refused", "is not", null)
        .where("refused", "not in", [...forGood])
        .execute();
    },
    async lost(messageId, claim, now) {
      await database
        .updateTable("messages")
        .set({ channel: null, ts: null, shownDigest: null, postingSince: now })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    found: (messageId, claim, place) =>
      database.transaction().execute(async (tx) => {
        const claimed = await claimedMessage(tx, messageId, claim);
        if (claimed === undefined) return;
        const unsureUntil = later(claimed.unsureUntil, await removeTwin(tx, messageId, place));
        await tx
          .updateTable("messages")
          .set({ ...place, shownDigest: null, unsureUntil })
          .where("id", "=", messageId)
          .execute();
      }),
    async drop(messageId, claim) {
      await database.deleteFrom("messages").where("id", "=", messageId).where("claim", "=", claim).execute();
    },
    async forget({ channel, ts }) {
      await database.deleteFrom("messages").where("channel", "=", channel).where("ts", "=", ts).execute();
    },
    async adopt(requestId, kind, { channel, ts }, now) {
      await sql`insert into messages (request_id, kind, channel, ts, shown_revision, due_at, tries)
        select id, ${kind}, ${channel}, ${ts}, 0, ${now}, 0 from requests where id = ${requestId}
        on conflict (channel, ts) do nothing`.execute(database);
    },
    async invalidate(requestId, messageKinds, now) {
      await database
        .updateTable("messages")
        .set({ shownRevision: 0, shownDigest: null, dueAt: now })
        .where("requestId", "=", requestId)
        .where("kind", "in", [...messageKinds])
        .where("ts", "is not", null)
        .execute();
    },
    clockSetBack: (now) => clockSetBack(database, now),
    async nextDueAt() {
      const request = await database
        .selectFrom("requests")
        .select(sql<number | null>`min(due_at)`.as("at"))
        .where("dueAt", "is not", null)
        .executeTakeFirst();
      const message = await database
        .selectFrom("messages")
        .select(sql<number | null>`min(due_at)`.as("at"))
        .where("dueAt", "is not", null)
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
  const unsureUntil = later(claimed.unsureUntil, await removeTwin(tx, messageId, { channel, ts }));
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
      shownRevision: revision,
      shownDigest: digest,
      claim: null,
      claimedUntil: null,
      tries: 0,
      dueAt: dueAgain,
      unsureUntil: unsure,
      postingSince: missingPost?.since ?? null,
      refused: null,
    })
    .where("id", "=", messageId)
    .execute();
}

function claimedMessage(tx: Transaction<Schema>, messageId: number, claim: string) {
  return tx
    .selectFrom("messages")
    .select("unsureUntil")
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
    .returning("claimedUntil")
    .executeTakeFirst();
  return twin?.claimedUntil ?? null;
}

function later(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
