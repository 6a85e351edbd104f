// The audit: rows that are only ever added.
import type { Kysely } from "kysely";
import type { AuditEntry } from "../impersonation/model/audit.js";
import type { Schema } from "./schema.js";

export async function writeAudit(database: Kysely<Schema>, entry: AuditEntry): Promise<void> {
  await database
    .insertInto("audit")
    .values({ ...entry, detail: JSON.stringify(entry.detail) })
    .execute();
}
