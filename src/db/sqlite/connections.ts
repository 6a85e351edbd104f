// The SQLite file: opened for durability, private to its owner, and safe while other processes read or write it.
import { chmodSync, existsSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import SQLite from "better-sqlite3";
import { Kysely } from "kysely";
import type { Database, StoreOptions } from "../engine/engine.js";
import { columnNames, type Schema } from "../engine/schema.js";
import { StoreError } from "../engine/store-error.js";
import type { StoreObserver } from "../engine/store-failure.js";
import { codeOf } from "../engine/store-failure.js";
import { damaged, ensureFile, isLocked, pathOf, unusable } from "./database-file.js";
import { type Access, GuardedDialect } from "./dialect.js";
import { LockWait } from "./lock-wait.js";
import { Mutex } from "./mutex.js";
import { OpenFiles } from "./open-files.js";

/** While the file is opened. It blocks the process, in which nobody waits for anything yet. */
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

/** Two connections to one file, of which one at a time is in use. */
interface Connections {
  /** Where another program has the database locked, it waits for three seconds. */
  readonly durable: Database;
  readonly unsynced: Database;
  close(): Promise<void>;
}

/** Every query throws `store_unavailable` where the file or its disk fails. Throws `StoreError` where it can't be opened. */
export async function openDatabase(
  databaseUrl: string,
  { clock, ...observer }: StoreOptions = {},
): Promise<Connections> {
  const path = pathOf(databaseUrl);
  try {
    const durable = await openFile(path);
    const unsynced = openUnsynced(path);
    // SQLite's own wait would block the process.
    for (const connection of [durable, unsynced]) connection.pragma("busy_timeout = 0");
    const { onFailure = () => {}, onLocked } = observer;
    const files = new OpenFiles(path, (error) => onFailure(error.code, error));
    const mutex = new Mutex();
    const lockWait = new LockWait(onLocked, clock);
    const shared = { mutex, lockWait, files };
    const connect = (access: Pick<Access, "database" | "waits" | "observer">) =>
      new Kysely<Schema>({ dialect: new GuardedDialect({ ...shared, ...access }), plugins: [columnNames] });
    return {
      durable: connect({ database: durable, waits: true, observer }),
      unsynced: connect({ database: unsynced, waits: false, observer: withoutLocks(observer) }),
      async close() {
        const release = await mutex.acquire();
        lockWait.stop();
        // The one closed last removes the -wal file.
        for (const connection of [durable, unsynced]) connection.close();
        release();
      },
    };
  } catch (error) {
    throw unusable("The database", path, error);
  }
}

/** A lock is no failure for what is written another time. */
function withoutLocks({ onFailure = () => {}, ...observer }: StoreObserver): StoreObserver {
  return { ...observer, onFailure: (code, error) => isLocked(error) || onFailure(code, error) };
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
  // SQLite makes its -wal and -shm files with the first read.
  tablesIn(database);
  return database;
}

/** Reads the whole file. `integrity_check` takes longer: it compares each index with its table, too. */
export function isIntact(database: SQLite.Database, check: "quick_check" | "integrity_check" = "quick_check"): boolean {
  try {
    return database.pragma(`${check}(1)`, { simple: true }) === "ok";
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
