// What PostgreSQL knows of the tables, by which it chooses between their indexes.
import { sql } from "kysely";
import { z } from "zod";
import { isStoreFailure } from "../../impersonation/model/errors.js";
import type { Database } from "../engine/engine.js";
import { ownNamespace } from "./syntax.js";

const tables = z.array(z.object({ name: z.string() }));

/**
 * It knows nothing of tables that were copied or restored a moment ago, and may read them from end to end until it looks at
 * them by itself. A sample is enough, so that this takes about a second for a million rows.
 */
export async function analyzeNewTables(database: Database): Promise<void> {
  // Within `case`, as a table's size waits for its locks: those of other schemas are not to be asked. A table that
  // was never analyzed has 0 on PostgreSQL 13, and -1 on newer ones.
  const { rows } = await sql`select relname as name from pg_class where
    case when relnamespace = ${ownNamespace} and relkind = 'r' and reltuples <= 0 and relname not like 'kysely%'
      then pg_relation_size(oid) > 0 end`.execute(database);
  for (const { name } of tables.parse(rows)) {
    // What takes too long is left to the server; a connection that is lost shows at the next statement.
    await sql`analyze (skip_locked) ${sql.id(name)}`.execute(database).catch((error: unknown) => {
      if (!isStoreFailure(error)) throw error;
    });
  }
}
