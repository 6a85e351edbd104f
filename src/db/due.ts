// What is due, and when the next request or message falls due.
import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { approvedTimeoutMs, claimMaxMs } from "../impersonation/model/settings.js";
import { type DueStore, type DueWork, dueWork } from "../impersonation/ports/store.js";
import type { DeferredWrites } from "./deferred-writes.js";
import type { Engine, QuerySyntax } from "./engine/engine.js";
import { readRequest } from "./engine/schema.js";
import { earlier } from "./engine/sql.js";

const withWork = z.object({ work: z.enum(dueWork) });

/** A claim holds for this long after its request was due, so that nothing is left for good. */
const claimHoldsMs = 60_000;

export function createDueStore(engine: Engine, deferred: DeferredWrites): DueStore {
  const { durable: database, syntax, isShared, instance } = engine;
  return {
    async due({ now, clerkNow }, room, except = []) {
      const isWork = conditions(clerkNow, syntax);
      const isFree = sql<boolean>`(claimed_by is null or claimed_by = ${instance} or due_at <= ${now - claimHoldsMs})`;
      const ofKind = (work: DueWork) => {
        const due = database
          .selectFrom("requests")
          .selectAll()
          .select(sql.lit(work).as("work"))
          .where("dueAt", "<=", now)
          .where(isWork[work])
          .$if(except.length > 0, (query) => query.where("id", "not in", [...except]))
          .orderBy("dueAt")
          .limit(room[work])
          .$if(isShared, (query) => query.where(isFree).forUpdate().skipLocked());
        return database.selectFrom(due.as("due")).selectAll();
      };
      const [first, ...others] = dueWork.filter((work) => room[work] > 0).map(ofKind);
      if (first === undefined) return [];
      const all = others.reduce((sum, other) => sum.unionAll(other), first);
      const rows = isShared
        ? await database
            .with("due", () => all)
            .updateTable("requests")
            .from("due")
            .set({ claimedBy: instance })
            .whereRef("requests.id", "=", "due.id")
            .returningAll("due")
            .execute()
        : await all.execute();
      // What an update returns has no order.
      const inOrder = rows.toSorted((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0));
      return inOrder.map((row) => ({ work: withWork.parse(row).work, request: readRequest(row) }));
    },
    async nextDueAt() {
      await deferred.make();
      // Each half finds its minimum by an index.
      const { rows } = await sql<{ at: number | null }>`select min(at) as at from (
        select min(due_at) as at from requests where due_at is not null
        union all select min(due_at) from messages where due_at is not null) as times`.execute(database);
      return rows[0]?.at ?? null;
    },
    clockSetBack: (now) =>
      database.transaction().execute(async (tx) => {
        const isRetried = sql`due_at > ${now} and status in ('approved', 'issued', 'active', 'revoking')`;
        const ids = sql`select id from requests where ${isRetried}
          union select request_id from messages where due_at > ${now}`;
        await engine.lockRequests(tx, ids);
        // Deadlines that people were shown, of a pending or a failed request, stay as they are.
        await sql`update requests
        set due_at = case when status = 'approved' and failure is null then ${earlier("due_at", now + approvedTimeoutMs)}
          else ${now} end
        where ${isRetried}`.execute(tx);
        const heldUntil = now + claimMaxMs;
        await sql`update messages
        set claimed_until = ${earlier("claimed_until", heldUntil)},
          unsure_until = ${earlier("unsure_until", heldUntil)},
          posting_since = ${earlier("posting_since", now)},
          due_at = case
            when claimed_until is null and ((unsure_until is null and posting_since is null)
              or shown_revision < (select revision from requests where id = request_id)) then ${now}
            else ${earlier("due_at", heldUntil)} end
        where due_at > ${now}`.execute(tx);
      }),
  };
}

/** One condition for each kind of work; each request meets one of them. */
function conditions(clerkNow: number, syntax: QuerySyntax): Readonly<Record<DueWork, RawBuilder<boolean>>> {
  const linkIsOver = sql<boolean>`(status = 'issued' and coalesce(link_expires_at <= ${clerkNow}, false))`;
  const sessionIsOver = sql<boolean>`(status = 'active' and coalesce(session_ends_at <= ${clerkNow}, false))`;
  // By the index of live links, all of them would be read and sorted.
  const goesOn = sql<boolean>`(${syntax.unindexed("status")} in ('issued', 'active') and not ${linkIsOver} and not ${sessionIsOver})`;
  const isSought = sql<boolean>`(used_at is null and (status = 'active' or link_clicked_at is not null))`;
  const withdrawn = sql<boolean>`link_withdrawn_at is not null`;
  return {
    record: sql<boolean>`(status not in ('approved', 'issued', 'active', 'revoking')
      or (${linkIsOver} and not ${withdrawn}))`,
    revoke: sql<boolean>`status = 'revoking'`,
    end: sql<boolean>`(status = 'approved' or (${linkIsOver} and ${withdrawn}) or ${sessionIsOver})`,
    find: sql<boolean>`(${goesOn} and ${isSought})`,
    poll: sql<boolean>`(${goesOn} and not ${isSought})`,
  };
}
