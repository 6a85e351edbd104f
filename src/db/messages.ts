// Messages in the database: where each is posted, what it shows, and which worker holds it.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { openStatuses } from "../impersonation/model/lifecycle.js";
import { isDirect, type Message, type Place } from "../impersonation/model/message.js";
import type { MessageStore, Shown } from "../impersonation/ports/message-store.js";
import type { DeferredWrites } from "./deferred-writes.js";
import type { Database, Engine, Tx } from "./engine/engine.js";
import { readMessage } from "./engine/schema.js";
import { later } from "./engine/sql.js";
import { judgeAgain, recordRetired, supersededCopy, supersedeOlder } from "./superseded.js";

export function createMessageStore(engine: Engine, deferred: DeferredWrites): MessageStore {
  const { durable: database } = engine;
  /** Due at once. What it shows is unknown, and an edit may land as long as the claim would have held. */
  const leave = (messageId: number, claim: string) =>
    deferred.add(claim, () =>
      sql`update messages set claim = null, claimed_by = null, claimed_until = null, due_at = 0,
          shown_revision = 0, shown_digest = null,
          unsure_until = case when unsure_until > claimed_until then unsure_until else claimed_until end
        where id = ${messageId} and claim = ${claim}`.execute(database),
    );
  return {
    leave,
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
    async claim(messageId, now, until, revision) {
      const claim = randomUUID();
      const isCurrent = sql<boolean>`(select revision from requests where id = request_id) = ${revision}`;
      const row = await database
        .updateTable("messages")
        // Due when the claim runs out, so that the message of a worker that died is tried again.
        .set({
          claim,
          claimedBy: engine.instance,
          claimedUntil: until,
          dueAt: until,
          shownDigest: sql<string | null>`case when claim is null then shown_digest end`,
          // Set before the post itself: if the process dies, it is on record that the message may be in Slack.
          postingSince: sql<number | null>`case when ts is null then coalesce(posting_since, ${now})
            else posting_since end`,
        })
        .where("id", "=", messageId)
        .where((where) => where.or([where("claimedUntil", "is", null), where("claimedUntil", "<=", now)]))
        .$if(revision !== undefined, (query) => query.where(isCurrent))
        .returningAll()
        .executeTakeFirst()
        .catch((error: unknown) => {
          // It may have been stored.
          leave(messageId, claim);
          throw error;
        });
      return row && { claim, message: readMessage(row) };
    },
    async shown(messageId, claim, shown) {
      // What takes no other message's place is one statement.
      const record = (held: Database) => recordShown(held, messageId, claim, shown, null);
      if (!isDirect(shown.kind) && (await engine.withRequestLocked(database, messageId, record))) return;
      await database.transaction().execute(async (tx) => {
        await engine.lockRequestOf(tx, messageId);
        if (!(await recordShown(tx, messageId, claim, shown, null))) {
          if (!(await holdsClaim(tx, messageId, claim))) return;
          const duplicate = await removeDuplicate(tx, messageId, shown);
          await judgeAgain(tx, messageId, shown.now);
          await recordShown(tx, messageId, claim, shown, duplicate?.claimedUntil ?? null);
        }
        await supersedeOlder(tx, messageId, shown.now);
      });
    },
    retired: (messageId, claim, left) => recordRetired(database, messageId, claim, left),
    async postpone(messageId, claim, { dueAt, unsureUntil, postingSince = null }) {
      await database
        .updateTable("messages")
        .set({
          claim: null,
          claimedBy: null,
          claimedUntil: null,
          dueAt,
          ...(unsureUntil !== null && { shownDigest: null }),
          tries: sql<number>`tries + 1`,
          postingSince,
          unsureUntil: later("unsure_until", unsureUntil),
        })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    async release(messageId, claim, revision, { postingSince = null, refused = null } = {}) {
      const dueIfMoved = sql<number | null>`case
        when (select revision from requests where id = request_id) > ${revision} then due_at end`;
      await engine.withRequestLocked(database, messageId, (held) =>
        held
          .updateTable("messages")
          .set({ claim: null, claimedBy: null, claimedUntil: null, dueAt: dueIfMoved, postingSince, refused })
          .where("id", "=", messageId)
          .where("claim", "=", claim)
          .execute(),
      );
    },
    retryRefused: (now, permanent) =>
      database.transaction().execute(async (tx) => {
        await engine.lockRequests(tx, sql`select request_id from messages where refused is not null`);
        await tx
          .updateTable("messages")
          .set({ dueAt: now, refused: null })
          .where("refused", "is not", null)
          .where("refused", "not in", [...permanent])
          .execute();
      }),
    async markMissing(messageId, claim, now) {
      await database
        .updateTable("messages")
        .set({ channel: null, ts: null, shownDigest: null, postingSince: now })
        .where("id", "=", messageId)
        .where("claim", "=", claim)
        .execute();
    },
    found: (messageId, claim, place, now) =>
      database.transaction().execute(async (tx) => {
        await engine.lockRequestOf(tx, messageId);
        if (!(await holdsClaim(tx, messageId, claim))) return false;
        const duplicate = await removeDuplicate(tx, messageId, place);
        if (duplicate !== undefined) await judgeAgain(tx, messageId, now);
        const { supersededAt } = await tx
          .updateTable("messages")
          .set({ ...place, shownDigest: null, unsureUntil: later("unsure_until", duplicate?.claimedUntil ?? null) })
          .where("id", "=", messageId)
          .returning("supersededAt")
          .executeTakeFirstOrThrow();
        return supersededAt !== null;
      }),
    async drop(messageId, claim) {
      await database.deleteFrom("messages").where("id", "=", messageId).where("claim", "=", claim).execute();
    },
    async forget({ channel, ts }) {
      await database.deleteFrom("messages").where("channel", "=", channel).where("ts", "=", ts).execute();
    },
    async neededCards() {
      const statuses = [...openStatuses, "failed"].map((status) => `'${status}'`).join(", ");
      // What is needed is due at some time, so the index on that finds it.
      const { rows } = await sql<Place & Pick<Message, "requestId">>`select request_id, channel, ts from messages
        where request_id in (select id from requests where due_at is not null and status in (${sql.raw(statuses)}))
          and kind = 'card' and ts is not null and due_at is null and refused is null`.execute(database);
      return rows;
    },
    async adopt(requestId, kind, { channel, ts }, now) {
      // The request first: whoever records the same place at the same time holds it already, and would wait for the place.
      await sql`insert into messages (request_id, kind, channel, ts, shown_revision, due_at, tries, superseded_at)
        select id, ${kind}, ${channel}, ${ts}, 0, ${now}, 0, ${supersededCopy(kind, ts, now)}
        from (select * from requests where id = ${requestId} ${engine.syntax.shareLock}) as requests
        where true on conflict (channel, ts) do nothing`.execute(database);
    },
    invalidate: (requestId, kinds, now) =>
      database.transaction().execute(async (tx) => {
        await engine.lockRequests(tx, sql`select ${requestId}`);
        await tx
          .updateTable("messages")
          .set({ shownRevision: 0, shownDigest: null, dueAt: now })
          .where("requestId", "=", requestId)
          .where("kind", "in", [...kinds])
          .where("ts", "is not", null)
          .where("supersededAt", "is", null)
          .execute();
      }),
  };
}

/**
 * False where the claim is no longer held, or where another row has the same place. `duplicateUntil`: until that time an
 * edit of a removed duplicate may still land.
 */
async function recordShown(
  database: Database,
  messageId: number,
  claim: string,
  { channel, ts, revision, digest, now, missingPost }: Place & Shown,
  duplicateUntil: number | null,
): Promise<boolean> {
  const unsureUntil = later("unsure_until", duplicateUntil);
  const unsure = sql<number | null>`case when ${unsureUntil} > ${now} then ${unsureUntil} end`;
  const missing = missingPost?.until;
  const checkAgainAt =
    missing === undefined ? unsure : sql<number>`case when ${unsure} < ${missing} then ${unsure} else ${missing} end`;
  const recorded = await database
    .updateTable("messages")
    .set({
      channel,
      ts,
      shownRevision: revision,
      shownDigest: digest,
      claim: null,
      claimedBy: null,
      claimedUntil: null,
      tries: 0,
      dueAt: sql<number | null>`case
        when superseded_at is not null then ${now}
        when (select revision from requests where id = request_id) <= ${revision} then ${checkAgainAt}
        when (select status = 'issued' and link_withdrawn_at is null and requests.attempt is not distinct from messages.attempt
          from requests where id = request_id) then ${checkAgainAt}
        else ${now} end`,
      unsureUntil: unsure,
      postingSince: missingPost?.since ?? null,
      refused: null,
    })
    .where("id", "=", messageId)
    .where("claim", "=", claim)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("messages as duplicate")
            .select("duplicate.id")
            .where("duplicate.channel", "=", channel)
            .where("duplicate.ts", "=", ts)
            .where("duplicate.id", "!=", messageId),
        ),
      ),
    )
    .returning("id")
    .executeTakeFirst();
  return recorded !== undefined;
}

async function holdsClaim(tx: Tx, messageId: number, claim: string): Promise<boolean> {
  const held = tx.selectFrom("messages").select("id").where("id", "=", messageId).where("claim", "=", claim);
  return (await held.executeTakeFirst()) !== undefined;
}

/** Removes another row for the same place. An edit by that row's worker may still land until `claimedUntil`. */
async function removeDuplicate(
  tx: Tx,
  messageId: number,
  { channel, ts }: Place,
): Promise<{ claimedUntil: number | null } | undefined> {
  return tx
    .deleteFrom("messages")
    .where("channel", "=", channel)
    .where("ts", "=", ts)
    .where("id", "!=", messageId)
    .returning("claimedUntil")
    .executeTakeFirst();
}
