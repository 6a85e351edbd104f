// When the next request or message falls due.
import { sql } from "kysely";
import { approvedTimeoutMs, claimMaxMs } from "../impersonation/model/settings.js";
import type { DueStore } from "../impersonation/ports/store.js";
import type { Database } from "./sqlite/engine.js";

export function createDueStore(database: Database): DueStore {
  return {
    async nextDueAt() {
      // Each half finds its minimum by an index.
      const { rows } = await sql<{ at: number | null }>`select min(at) as at from (
        select min(due_at) as at from requests where due_at is not null
        union all select min(due_at) from messages where due_at is not null)`.execute(database);
      return rows[0]?.at ?? null;
    },
    async clockSetBack(now) {
      // Deadlines that people were shown, of a pending or a failed request, stay as they are.
      await sql`update requests
        set due_at = case when status = 'approved' and failure is null then min(due_at, ${now + approvedTimeoutMs})
          else ${now} end
        where due_at > ${now} and status in ('approved', 'issued', 'active', 'revoking')`.execute(database);
      const heldUntil = now + claimMaxMs;
      await sql`update messages
        set claimed_until = min(claimed_until, ${heldUntil}),
          unsure_until = min(unsure_until, ${heldUntil}),
          posting_since = min(posting_since, ${now}),
          due_at = case
            when claimed_until is null and ((unsure_until is null and posting_since is null)
              or shown_revision < (select revision from requests where id = request_id)) then ${now}
            else min(due_at, ${heldUntil}) end
        where due_at > ${now}`.execute(database);
    },
  };
}
