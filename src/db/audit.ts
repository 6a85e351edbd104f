// The audit: rows are only ever added.
import type { Kysely } from "kysely";
import type { AuditEntry } from "../impersonation/model/audit.js";
import type { Schema } from "./engine/schema.js";

/** In the order given. */
export async function writeAudit(database: Kysely<Schema>, entries: readonly AuditEntry[]): Promise<void> {
  await database
    .insertInto("audit")
    .values(entries.map((entry) => ({ ...entry, detail: JSON.stringify(entry.detail) })))
    .execute();
}
