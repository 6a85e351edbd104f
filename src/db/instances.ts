// The leases of the processes that work on the database, and what is taken over from one that died.
import { sql } from "kysely";
import type { InstanceStore } from "../impersonation/ports/instance-store.js";
import type { Engine, Tx } from "./engine/engine.js";

/** Three times as long as a process takes to renew it, as one that is busy may be late. */
const leaseMs = 6_000;

export function createInstanceStore(engine: Engine): InstanceStore {
  const { durable: database, instance, isShared, syntax } = engine;
  // A lease need not survive a power cut: it runs out. And a process must not lose it because its clicks, which hold the
  // connections of the durable database, wait for a lock.
  const leases = isShared ? engine.unsynced : database;
  const leaseUntil = sql<number>`${syntax.now} + ${sql.lit(leaseMs)}`;
  return {
    isShared,
    async renewLease() {
      await leases
        .insertInto("instances")
        .values({ id: instance, leaseUntil })
        .onConflict((known) => known.column("id").doUpdateSet({ leaseUntil }))
        .execute();
      const isLive = isShared ? sql<boolean>`lease_until > ${syntax.now}` : sql<boolean>`id = ${instance}`;
      const all = await leases
        .selectFrom("instances")
        .select(["id", isLive.as("isLive")])
        .execute();
      const gone = all.filter(({ isLive }) => !isLive).map(({ id }) => id);
      return { live: all.length - gone.length, gone };
    },
    async takeOver(gone, now, unsureUntil) {
      const hasEnded = isShared ? sql<boolean>`lease_until <= ${syntax.now}` : sql<boolean>`id <> ${instance}`;
      const owner = database.selectFrom("instances").select(hasEnded.as("hasEnded")).where("id", "=", gone);
      const lease = await owner.executeTakeFirst();
      if (lease !== undefined && !lease.hasEnded) return false;
      const isFirst = lease !== undefined;
      const due = await database
        .transaction()
        .execute((tx) => makeDue(tx, engine, { gone, isFirst, now, unsureUntil }));
      return database.transaction().execute(async (tx) => {
        const { numDeletedRows } = await tx
          .deleteFrom("instances")
          .where("id", "=", gone)
          .where(hasEnded)
          .executeTakeFirstOrThrow();
        // It has renewed its lease meanwhile, or another process has taken it over.
        if (isFirst && numDeletedRows === 0n) return due;
        const homes = await sql`update homes set claimed_by = ${instance} where user_id in (
          select user_id from homes where claimed_by = ${gone} ${syntax.skipLocked})`.execute(tx);
        const replies = await sql`update pending_replies set claimed_by = ${instance} where key in (
          select key from pending_replies where claimed_by = ${gone} and answered_at is null ${syntax.skipLocked})`.execute(
          tx,
        );
        return due || isFirst || Boolean(homes.numAffectedRows) || Boolean(replies.numAffectedRows);
      });
    },
    async endLease() {
      await leases.updateTable("instances").set({ leaseUntil: 0 }).where("id", "=", instance).execute();
    },
    async takeTurn(task, now, everyMs) {
      const taken = await database
        .insertInto("sharedTasks")
        .values({ name: task, dueAt: now + everyMs })
        .onConflict((known) =>
          known
            .column("name")
            .doUpdateSet({ dueAt: now + everyMs })
            // More than that lies ahead only where a clock was set back.
            .where(({ or, eb }) =>
              or([eb("sharedTasks.dueAt", "<=", now), eb("sharedTasks.dueAt", ">", now + everyMs)]),
            ),
        )
        .returning("name")
        .executeTakeFirst();
      return taken !== undefined;
    },
    onChanged: (listener) => engine.onChanged(listener),
  };
}

interface Gone {
  readonly gone: string;
  /** Its lease was still there. */
  readonly isFirst: boolean;
  readonly now: number;
  readonly unsureUntil: number;
}

/** Resolves with whether there was anything. What somebody else holds just now is left for the next time. */
async function makeDue(tx: Tx, { syntax }: Engine, { gone, isFirst, now, unsureUntil }: Gone): Promise<boolean> {
  // An effect that no live process works on is tried again, whatever it waited for.
  const isOwned = isFirst ? sql`(claimed_by = ${gone} or claimed_by is null)` : sql`claimed_by = ${gone}`;
  const isLeft = sql`status in ('approved', 'revoking') and ${isOwned}`;
  const ids = sql`select id from requests where ${isLeft} union all select id from requests where claimed_by = ${gone}
    union all select request_id from messages where claimed_by = ${gone}`;
  const { rows } = await sql<{ id: string }>`select id from requests where id in (${ids})
    order by id ${syntax.skipLocked}`.execute(tx);
  if (rows.length === 0) return false;
  const held = rows.map(({ id }) => id);
  await sql`update requests set due_at = ${now}, claimed_by = null
    where ${isLeft} and id in (${sql.join(held)})`.execute(tx);
  await tx
    .updateTable("requests")
    .set({ claimedBy: null })
    .where("claimedBy", "=", gone)
    .where("id", "in", held)
    .execute();
  const messages = sql<number>`(select id from messages
    where claimed_by = ${gone} and request_id in (${sql.join(held)}) ${syntax.skipLocked})`;
  await tx
    .updateTable("messages")
    .set({
      claim: null,
      claimedBy: null,
      claimedUntil: null,
      dueAt: now,
      // What it shows is unknown, so it counts as stale.
      shownRevision: 0,
      shownDigest: null,
      unsureUntil,
    })
    .where("id", "in", messages)
    .execute();
  return true;
}
