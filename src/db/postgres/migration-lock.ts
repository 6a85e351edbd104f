// Of the bots that start on one schema at the same time one makes its tables, and the others wait for it.
import { type Kysely, PostgresAdapter, sql } from "kysely";

const key = sql`hashtextextended('understudy migrations of ' || current_schema(), 0)`;

/** Kysely's own lock is one for the whole database, whose other programs may use Kysely as well, and waits for an hour. */
export class SchemaAdapter extends PostgresAdapter {
  override async acquireMigrationLock(database: Kysely<unknown>): Promise<void> {
    await sql`select pg_advisory_lock(${key})`.execute(database);
  }

  override async releaseMigrationLock(database: Kysely<unknown>): Promise<void> {
    await sql`select pg_advisory_unlock(${key})`.execute(database);
  }
}
