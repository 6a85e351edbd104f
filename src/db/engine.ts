// The SQLite file: opened for durability, private to its owner, and safe beside whatever else reads or writes it.
import { chmodSync, existsSync } from "node:fs";
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
import { codeOf, makeFile, pathOf, unusable } from "./database-file.js";
import type { Schema } from "./schema.js";
import { StoreError } from "./store-error.js";

const busyTimeoutMs = 5_000;
const busyPauseMs = 10;

export type Database = Kysely<Schema>;

export async function openDatabase(databaseUrl: string): Promise<Database> {
  const path = pathOf(databaseUrl);
  try {
    return new Kysely<Schema>({ dialect: new ImmediateDialect({ database: await openFile(path) }) });
  } catch (error) {
    throw unusable("The database", path, error);
  }
}

async function openFile(path: string): Promise<SQLite.Database> {
  // Before SQLite writes to it: its -wal and -shm files take the mode of the file itself.
  makeFile(path);
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
