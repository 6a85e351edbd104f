// The SQLite file: opened for durability, private to its owner, and shared safely by two processes.
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import SQLite from "better-sqlite3";
import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from "kysely";
import type { Schema } from "./schema.js";
import { StoreError } from "./store-error.js";

const busyTimeoutMs = 5_000;
const busyPauseMs = 10;

export type Database = Kysely<Schema>;

/** The path in `file:<path>` or `file://<path>`. */
export const pathOf = (databaseUrl: string) => databaseUrl.replace(/^file:(\/\/)?/, "");

export async function openDatabase(databaseUrl: string): Promise<Database> {
  const path = pathOf(databaseUrl);
  try {
    return new Kysely<Schema>({ dialect: new ImmediateDialect({ database: await openFile(path) }) });
  } catch (error) {
    throw cannotOpen(path, error);
  }
}

/** Makes the file where there is none, and its folder: their owner's alone. */
export function touch(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeSync(openSync(path, "a", 0o600));
}

export function cannotOpen(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError(`The database ${path} can't be opened: ${reason(error)}.`);
}

async function openFile(path: string): Promise<SQLite.Database> {
  // Before SQLite writes to it: its -wal and -shm files take the mode of the file itself.
  touch(path);
  const database = new SQLite(path, { timeout: busyTimeoutMs });
  try {
    // Before anything is changed: what is not ours stays as it is.
    if (isForeign(database)) {
      throw new StoreError(`The database ${path} belongs to another program. Give Understudy a file of its own.`);
    }
    for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600);
    await switchToWal(database);
  } catch (error) {
    database.close();
    throw error;
  }
  // In WAL mode anything less can lose the last commits in a power cut, and with them an approval.
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  // Without it, REPLACE deletes rows behind the back of the triggers that guard the audit.
  database.pragma("recursive_triggers = ON");
  return database;
}

function isForeign(database: SQLite.Database): boolean {
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").pluck().all();
  return tables.length > 0 && !tables.includes("kysely_migration");
}

/** SQLite does not wait for the lock here as it does elsewhere, and another process may just be starting too. */
async function switchToWal(database: SQLite.Database): Promise<void> {
  const giveUpAt = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      database.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      if (codeOf(error) !== "SQLITE_BUSY" || Date.now() > giveUpAt) throw error;
    }
    await pause(busyPauseMs);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function reason(error: unknown): string {
  const code = codeOf(error);
  if (code === "SQLITE_NOTADB") return "it is not an SQLite database";
  if (code === "SQLITE_CORRUPT") return "it is damaged; restore it from a backup";
  if (code === "EISDIR") return "it is a folder";
  if (/^(EACCES|EPERM|EROFS|SQLITE_CANTOPEN|SQLITE_READONLY\w*)$/.test(code)) {
    return "the file or its folder can't be written to by the user that the bot runs as";
  }
  return error instanceof Error ? error.message : "unknown reason";
}

// A transaction that reads first and writes later can't wait for another process's write lock (SQLITE_BUSY_SNAPSHOT);
// one that takes the lock at its beginning can.
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}

// SQLite changes tables in a transaction; so two processes that start on a new file make its tables once.
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDialect extends SqliteDialect {
  readonly #config: ConstructorParameters<typeof SqliteDialect>[0];

  constructor(config: ConstructorParameters<typeof SqliteDialect>[0]) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#config);
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}
