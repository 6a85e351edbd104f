// A connection that knows nothing of the bot, to whichever database the tests run on.
import { existsSync } from "node:fs";
import SQLite from "better-sqlite3";
import { PlainPostgres } from "./plain-postgres.js";
import { postgres, schemaOf } from "./scratch-schema.js";

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

/** Every insert into the table fails with "disk full", until the function is called that this returns. */
export function refuseInserts(database: Plain, table: string): () => void {
  const isSqlite = !(database instanceof PlainPostgres);
  const body = isSqlite ? "begin select raise(abort, 'disk full'); end" : "execute function full_disk()";
  if (!isSqlite) {
    database.exec(`create or replace function full_disk() returns trigger language plpgsql
      as $$ begin raise exception 'disk full'; end $$`);
  }
  database.exec(`create trigger full_disk before insert on ${table} for each row ${body}`);
  return () => void database.exec(`drop trigger full_disk ${isSqlite ? "" : `on ${table}`}`);
}

/** Those of processes that were killed run out at once; they go by the server's clock, which no test moves. */
export function endLeases(database: string): void {
  if (schemaOf(database) !== undefined) connect(database).exec("update instances set lease_until = 0");
}

export function tablesOf(database: Plain): string[] {
  const query =
    database instanceof PlainPostgres
      ? "select tablename from pg_tables where schemaname = current_schema()"
      : "select name from sqlite_master where type = 'table'";
  return database.prepare(query).pluck().all().map(String);
}
