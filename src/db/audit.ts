// The audit: rows are only ever added.
import type { Kysely } from "kysely";
import type { AuditEntry } from "../impersonation/model/audit.js";
import type { Schema } from "./engine/schema.js";

/** Without what JSON can write but a database's own JSON functions can't read: one such row would fail every query over all rows. */
function readable(_key: string, value: unknown): unknown {
  // A lone surrogate becomes U+FFFD as well.
  return typeof value === "string" ? Buffer.from(value).toString().replaceAll("\0", "\u{fffd}") : value;
}

/** In the order given. */
export async function writeAudit(database: Kysely<Schema>, entries: readonly AuditEntry[]): Promise<void> {
  await database
    .insertInto("audit")
    .values(entries.map((entry) => ({ ...entry, detail: JSON.stringify(entry.detail, readable) })))
    .execute();
}
