// The leases of the processes that work on the database, and what is taken over from one that died.
import { sql } from "kysely";
import { pendingReplySchema } from "../impersonation/model/pending-reply.js";
import type { InstanceStore } from "../impersonation/ports/instance-store.js";
import type { Engine, Tx } from "./engine/engine.js";

/** Three times as long as a process takes to renew it, as one that is busy may be late. */
const leaseMs = 6_000;

export function createInstanceStore(engine: Engine): InstanceStore {
  const { durable: database, instance, isShared, syntax } = engine;
  // A lease that is lost with the power is one that runs out. Nor may a process lose it because its clicks wait for a lock:
  // they hold the connections of the durable database.
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
    takeOver: (gone, now, unsureUntil) =>
      database.transaction().execute(async (tx) => {
        const over = tx.deleteFrom("instances").where("id", "=", gone);
        // It may have renewed its lease meanwhile.
        const ended = isShared ? over.where(sql<boolean>`lease_until <= ${syntax.now}`) : over;
        if ((await ended.executeTakeFirst()).numDeletedRows === 0n) return [];
        await makeDue(tx, engine, gone, now, unsureUntil);
        await tx.updateTable("homes").set({ claimedBy: instance }).where("claimedBy", "=", gone).execute();
        const replies = await tx
          .updateTable("pendingReplies")
          .set({ claimedBy: instance })
          .where("claimedBy", "=", gone)
          .where("answeredAt", "is", null)
          .returningAll()
          .execute();
        return replies.map((row) => pendingReplySchema.parse(row)).toSorted((one, other) => one.at - other.at);
      }),
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

async function makeDue(tx: Tx, engine: Engine, gone: string, now: number, unsureUntil: number): Promise<void> {
  // An effect that no live process works on is tried again, whatever it waited for.
  const isLeft = sql`status in ('approved', 'revoking') and (claimed_by = ${gone} or claimed_by is null)`;
  const ids = sql`select id from requests where ${isLeft} union select id from requests where claimed_by = ${gone}
    union select request_id from messages where claimed_by = ${gone}`;
  await engine.lockRequests(tx, ids);
  await sql`update requests set due_at = ${now}, claimed_by = null where ${isLeft}`.execute(tx);
  await tx.updateTable("requests").set({ claimedBy: null }).where("claimedBy", "=", gone).execute();
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
    .where("claimedBy", "=", gone)
    .execute();
}
