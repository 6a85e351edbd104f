// A connection that knows nothing of the bot, to whichever database the tests run on.
import { existsSync } from "node:fs";
import SQLite from "better-sqlite3";
import { PlainPostgres } from "./plain-postgres.js";
import { postgres, postgresUrl, schemaOf } from "./scratch-schema.js";

interface Statement {
  all(...values: unknown[]): unknown[];
  get(...values: unknown[]): unknown;
}

export interface Plain {
  exec(sql: string): unknown;
  prepare(sql: string): Statement & { run(...values: unknown[]): unknown; pluck(): Statement };
  close(): unknown;
}

/** `database`: a file's path, or the address of a schema of PostgreSQL's. No pragma is set. */
export function connect(database: string, { readonly = false } = {}): Plain {
  const schema = schemaOf(database);
  return schema === undefined ? new SQLite(database, { readonly }) : new PlainPostgres(postgres(), schema);
}

/** Whether a bot has made its tables there. */
export function hasRecord(database: string): boolean {
  if (schemaOf(database) === undefined) return existsSync(database);
  const found = "select count(*) from pg_tables where schemaname = current_schema() and tablename = 'kysely_migration'";
  return connect(database).prepare(found).pluck().get() === 1;
}

export function tablesOf(database: Plain): string[] {
  const query =
    postgresUrl === undefined
      ? "select name from sqlite_master where type = 'table'"
      : "select tablename from pg_tables where schemaname = current_schema()";
  return database.prepare(query).pluck().all().map(String);
}
