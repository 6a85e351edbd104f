// The SQLite file: opened for durability, private to its owner, and safe to share with other readers and writers.
import { chmodSync, existsSync, statSync } from "node:fs";
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
import { columnNames, type Schema } from "../schema.js";
import { codeOf, damaged, makeFile, pathOf, unusable } from "./database-file.js";
import { StoreError } from "./store-error.js";
import { observed, type StoreObserver } from "./store-failure.js";

/**
 * SQLite stops the whole process while it waits for another one's write lock, acknowledgements included, and Slack gives
 * up on those after three seconds. One bot runs, so only an operator's tool can hold the lock; it is waited for less long.
 */
const busyTimeoutMs = 2_000;
/** For two processes that start on one new file. The wait does not block the process. */
const switchTimeoutMs = 5_000;
const switchPauseMs = 10;
/** A -wal file that grew while a reader kept it (a backup of a large file) is cut back to this. */
const walLimitBytes = 8 * 1024 * 1024;
/**
 * A file up to this size, some 30,000 requests, is read through at each start, in about a tenth of a second. One with
 * 1,000,000 requests takes four seconds and more, which a restart in the middle of work can't wait for: each backup
 * reads it through instead, and a damaged page that is met meanwhile refuses what needed it.
 */
const checkedBytes = 64 * 1024 * 1024;

export type Database = Kysely<Schema>;

/** Two connections to one file, of which one at a time is in use. */
export interface Connections {
  /** What it commits is on the disk. */
  readonly durable: Database;
  /** Commits without a wait for the disk. They outlive the process; a power cut may lose the last of them. */
  readonly unsynced: Database;
  close(): Promise<void>;
}

/** Every query throws `store_unavailable` where the file or its disk fails. Throws `StoreError` where it can't be opened. */
export async function openDatabase(databaseUrl: string, observer: StoreObserver = {}): Promise<Connections> {
  const path = pathOf(databaseUrl);
  try {
    const files = { durable: await openFile(path), unsynced: openUnsynced(path) };
    const turns = new Turns();
    const connect = (file: SQLite.Database) =>
      new Kysely<Schema>({ dialect: new ImmediateDialect(file, turns, observer), plugins: [columnNames] });
    const durable = connect(files.durable);
    const unsynced = connect(files.unsynced);
    return {
      durable,
      unsynced,
      async close() {
        await Promise.all([durable.destroy(), unsynced.destroy()]);
        // Kysely closes no file that it never used; the last one to be closed tidies the -wal file up.
        for (const file of Object.values(files)) file.close();
      },
    };
  } catch (error) {
    throw unusable("The database", path, error);
  }
}

function openUnsynced(path: string): SQLite.Database {
  const connection = new SQLite(path, { timeout: busyTimeoutMs });
  connection.pragma("synchronous = NORMAL");
  return connection;
}

async function openFile(path: string): Promise<SQLite.Database> {
  // Before SQLite writes to it: its -wal and -shm files take the mode of the file itself.
  makeFile(path);
  const database = new SQLite(path, { timeout: busyTimeoutMs });
  try {
    // Before anything is changed: another program's file stays as it is.
    if (isForeign(database)) {
      throw new StoreError(`The database ${path} belongs to another program. Give Understudy a file of its own.`);
    }
    if (statSync(path).size <= checkedBytes && !isSound(database)) throw new StoreError(damaged(path));
    for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600);
    // Readers (a backup, an operator) neither wait for the bot nor block it, and a commit is one write to disk.
    await switchToWal(database);
  } catch (error) {
    database.close();
    throw error;
  }
  // In WAL mode anything less can lose the last commits in a power cut, and with them an approval.
  database.pragma("synchronous = FULL");
  database.pragma(`journal_size_limit = ${walLimitBytes}`);
  database.pragma("foreign_keys = ON");
  // Without it, REPLACE deletes rows behind the back of the triggers that guard the audit.
  database.pragma("recursive_triggers = ON");
  return database;
}

/** Reads the whole file. */
export function isSound(database: SQLite.Database): boolean {
  try {
    return database.pragma("quick_check(1)", { simple: true }) === "ok";
  } catch (error) {
    if (codeOf(error).startsWith("SQLITE_CORRUPT")) return false;
    throw error;
  }
}

/** True also of a database that a newer version wrote. */
export function isOurs(database: SQLite.Database): boolean {
  return tablesIn(database).includes("kysely_migration");
}

function isForeign(database: SQLite.Database): boolean {
  return tablesIn(database).length > 0 && !isOurs(database);
}

function tablesIn(database: SQLite.Database): unknown[] {
  return database.prepare("select name from sqlite_schema where type = 'table'").pluck().all();
}

/** SQLite does not wait for the lock here as it does elsewhere, and another process may just be starting too. */
async function switchToWal(database: SQLite.Database): Promise<void> {
  const giveUpAt = Date.now() + switchTimeoutMs;
  for (;;) {
    try {
      database.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      if (codeOf(error) !== "SQLITE_BUSY" || Date.now() > giveUpAt) throw error;
    }
    await pause(switchPauseMs);
  }
}

/**
 * Lends the connections one at a time: a write would otherwise wait for the other connection's transaction, and stop the
 * whole process while it waits.
 */
class Turns {
  #last = Promise.resolve();

  /** Resolves when it is the caller's turn, with the function that ends it. */
  async take(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = newTurn();
    this.#last = promise;
    await before;
    return resolve;
  }
}

function newTurn(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((end) => {
    resolve = end;
  });
  return { promise, resolve };
}

class ImmediateDriver extends SqliteDriver {
  #observed: DatabaseConnection | undefined;
  #endTurn = () => {};

  constructor(
    private readonly database: SQLite.Database,
    private readonly turns: Turns,
    private readonly observer: StoreObserver,
  ) {
    super({ database });
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const endTurn = await this.turns.take();
    this.#observed ??= observed(await super.acquireConnection(), this.observer);
    this.#endTurn = endTurn;
    return this.#observed;
  }

  override async releaseConnection(): Promise<void> {
    this.#endTurn();
  }

  // A transaction that reads first and writes later can't wait for another process's write lock (SQLITE_BUSY_SNAPSHOT);
  // one that takes the lock at its beginning can.
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  // SQLite has rolled back by itself after some failures, and a second rollback would hide what failed.
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.inTransaction) await super.rollbackTransaction(connection);
  }
}

// SQLite changes tables in a transaction; so two processes that start on a new file make its tables once.
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDialect extends SqliteDialect {
  constructor(
    private readonly database: SQLite.Database,
    private readonly turns: Turns,
    private readonly observer: StoreObserver,
  ) {
    super({ database });
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.database, this.turns, this.observer);
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}
