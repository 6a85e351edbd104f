// After the clock was set back: what was put off by its earlier reading would otherwise wait for it to come round again.
import { sql } from "kysely";
import { approvedTimeoutMs, claimMaxMs } from "../impersonation/model/settings.js";
import type { Database } from "./sqlite/engine.js";

/** Deadlines that people were told, of a pending or a failed request, are times of the clock and stay as they are. */
export async function clockSetBack(database: Database, now: number): Promise<void> {
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
}
