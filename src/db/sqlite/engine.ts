// The SQLite file: opened for durability, private to its owner, and safe while other processes read or write it.
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
import { codeOf, damaged, ensureFile, pathOf, unusable } from "./database-file.js";
import { StoreError } from "./store-error.js";
import { observed, type StoreObserver, unavailable } from "./store-failure.js";

/**
 * SQLite blocks the whole process, acknowledgements included, while it waits for another one's write lock, and Slack waits
 * three seconds for those. Only one bot runs, so only an operator's tool can hold the lock; the wait for it is shorter.
 */
const busyTimeoutMs = 2_000;
/** For two processes that start on one new file; this wait does not block the process. */
const switchTimeoutMs = 5_000;
const switchPauseMs = 10;
/** A -wal file that grew during a long read (a backup of a large file) is truncated to this. */
const walLimitBytes = 8 * 1024 * 1024;
/**
 * A file up to this size, some 30,000 requests, is checked at each start, in about a tenth of a second. One with 1,000,000
 * requests takes four seconds and more, too long for a restart: only backups check it, and a query that reads a damaged
 * page fails.
 */
const maxCheckedBytes = 64 * 1024 * 1024;

export type Database = Kysely<Schema>;

/** Two connections to one file, of which one at a time is in use. */
interface Connections {
  /** Its commits are synced to the disk. */
  readonly durable: Database;
  /** Its commits do not wait for the disk: they survive a crash of the process, but a power cut may lose the last ones. */
  readonly unsynced: Database;
  close(): Promise<void>;
}

/** Every query throws `store_unavailable` where the file or its disk fails. Throws `StoreError` where it can't be opened. */
export async function openDatabase(databaseUrl: string, observer: StoreObserver = {}): Promise<Connections> {
  const path = pathOf(databaseUrl);
  try {
    const files = { durable: await openFile(path), unsynced: openUnsynced(path) };
    const mutex = new Mutex();
    const connect = (file: SQLite.Database) =>
      new Kysely<Schema>({ dialect: new ImmediateDialect(file, mutex, observer), plugins: [columnNames] });
    const durable = connect(files.durable);
    const unsynced = connect(files.unsynced);
    return {
      durable,
      unsynced,
      async close() {
        const release = await mutex.acquire();
        // The one closed last removes the -wal file.
        for (const file of Object.values(files)) file.close();
        release();
      },
    };
  } catch (error) {
    throw unusable("The database", path, error);
  }
}

function openUnsynced(path: string): SQLite.Database {
  const connection = new SQLite(path, { timeout: busyTimeoutMs });
  connection.pragma("synchronous = NORMAL");
  // The connection that restarts the -wal file truncates it, by its own limit.
  connection.pragma(`journal_size_limit = ${walLimitBytes}`);
  return connection;
}

async function openFile(path: string): Promise<SQLite.Database> {
  // Before SQLite writes to it: its -wal and -shm files take the mode of the file itself.
  ensureFile(path);
  const database = new SQLite(path, { timeout: busyTimeoutMs });
  try {
    // Before anything is changed: another program's database stays as it is.
    if (belongsToAnotherProgram(database)) {
      throw new StoreError(`The database ${path} belongs to another program. Give Understudy a file of its own.`);
    }
    if (statSync(path).size <= maxCheckedBytes && !isIntact(database)) throw new StoreError(damaged(path));
    for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600);
    // Readers (a backup, an operator) and the bot then do not block each other, and a commit is one write to disk.
    await switchToWal(database);
  } catch (error) {
    database.close();
    throw error;
  }
  // In WAL mode anything less can lose the last commits in a power cut, and with them an approval.
  database.pragma("synchronous = FULL");
  database.pragma(`journal_size_limit = ${walLimitBytes}`);
  database.pragma("foreign_keys = ON");
  // Without it, REPLACE deletes rows without firing the triggers that protect the audit.
  database.pragma("recursive_triggers = ON");
  return database;
}

/** Reads the whole file. */
export function isIntact(database: SQLite.Database): boolean {
  try {
    return database.pragma("quick_check(1)", { simple: true }) === "ok";
  } catch (error) {
    if (codeOf(error).startsWith("SQLITE_CORRUPT")) return false;
    throw error;
  }
}

/** True also of a database that a newer version wrote. */
export function isUnderstudyDatabase(database: SQLite.Database): boolean {
  return tablesIn(database).includes("kysely_migration");
}

function belongsToAnotherProgram(database: SQLite.Database): boolean {
  return tablesIn(database).length > 0 && !isUnderstudyDatabase(database);
}

function tablesIn(database: SQLite.Database): unknown[] {
  return database.prepare("select name from sqlite_schema where type = 'table'").pluck().all();
}

/** SQLite's busy timeout does not apply here, and another process may be starting at the same time. */
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
 * Lets one connection at a time be used: a write would otherwise wait for the other connection's transaction, and block
 * the whole process while it waits.
 */
class Mutex {
  #last = Promise.resolve();

  /** Resolves with the function that releases the mutex. */
  async acquire(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = withResolvers();
    this.#last = promise;
    await before;
    return resolve;
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((end) => {
    resolve = end;
  });
  return { promise, resolve };
}

class ImmediateDriver extends SqliteDriver {
  #observed: DatabaseConnection | undefined;
  #release = () => {};

  constructor(
    private readonly database: SQLite.Database,
    private readonly mutex: Mutex,
    private readonly observer: StoreObserver,
  ) {
    super({ database });
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const release = await this.mutex.acquire();
    if (!this.database.open) {
      release();
      // A shutdown that timed out leaves work behind, for which this is a failure like that of a disk.
      throw unavailable();
    }
    // Once only: it takes Kysely's own lock, which knows one connection alone, and which this mutex replaces.
    this.#observed ??= observed(await super.acquireConnection(), this.observer);
    this.#release = release;
    return this.#observed;
  }

  override async releaseConnection(): Promise<void> {
    this.#release();
  }

  // A transaction that reads first and writes later can't wait for another process's write lock (SQLITE_BUSY_SNAPSHOT);
  // one that takes the lock at its beginning can.
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  // After some failures SQLite has rolled back already, and a second rollback would hide the original error.
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.inTransaction) await super.rollbackTransaction(connection);
  }
}

// SQLite can create tables in a transaction, so two processes that start on a new file create them once.
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDialect extends SqliteDialect {
  constructor(
    private readonly database: SQLite.Database,
    private readonly mutex: Mutex,
    private readonly observer: StoreObserver,
  ) {
    super({ database });
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.database, this.mutex, this.observer);
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}
