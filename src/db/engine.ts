// The SQLite file: opened for durability, private to its owner, and shared safely by two processes.
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
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

export type Database = Kysely<Schema>;

export function openDatabase(databaseUrl: string): Database {
  const path = databaseUrl.replace(/^file:(\/\/)?/, "");
  try {
    return new Kysely<Schema>({ dialect: new ImmediateDialect({ database: openFile(path) }) });
  } catch (error) {
    throw new StoreError(`The database ${path} can't be opened: ${reason(error)}.`);
  }
}

function openFile(path: string): SQLite.Database {
  const folder = dirname(path);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Before SQLite writes to it: its -wal and -shm files take the mode of the file itself.
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
  const database = new SQLite(path, { timeout: busyTimeoutMs });
  database.pragma("journal_mode = WAL");
  // In WAL mode anything less can lose the last commits in a power cut, and with them an approval.
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  // Without it, REPLACE deletes rows behind the back of the triggers that guard the audit.
  database.pragma("recursive_triggers = ON");
  return database;
}

function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "SQLITE_NOTADB") return "it is not an SQLite database";
  if (code === "SQLITE_CORRUPT") return "it is damaged; restore it from a backup";
  if (code === "EACCES" || code === "EROFS" || code === "SQLITE_READONLY" || code === "SQLITE_CANTOPEN") {
    return "the file or its folder can't be written to";
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
