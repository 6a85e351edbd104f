// Kysely's dialect for the database: one connection at a time is in use, a transaction takes the write lock at its beginning,
// and a statement that meets another program's lock waits without blocking the process.
import type SQLite from "better-sqlite3";
import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from "kysely";
import { observed, type StoreObserver, unavailable } from "../engine/store-failure.js";
import type { LockWait } from "./lock-wait.js";
import type { Mutex } from "./mutex.js";
import type { OpenFiles } from "./open-files.js";

export interface Access {
  readonly database: SQLite.Database;
  /** Shared by all connections: one would otherwise meet the lock of another one's transaction. */
  readonly mutex: Mutex;
  readonly lockWait: LockWait;
  /** False: a statement that meets a lock fails at once. */
  readonly waits: boolean;
  readonly files: OpenFiles;
  readonly observer: StoreObserver;
}

// Not SQLITE_ERROR, SQLITE_CONSTRAINT and the like: those are bugs.
const failureCodes =
  /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|BUSY|LOCKED|PROTOCOL|NOMEM|PERM|AUTH)(_|$)|^FILE_REPLACED$/;

class GuardedDriver extends SqliteDriver {
  #guarded: DatabaseConnection | undefined;
  #release = () => {};
  #wrote = false;

  constructor(private readonly access: Access) {
    super(access);
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#acquire();
    // Once only: it takes Kysely's own lock, which knows one connection alone, and which the mutex replaces.
    this.#guarded ??= this.#guard(await super.acquireConnection());
    return this.#guarded;
  }

  async #acquire(): Promise<void> {
    // What an acknowledgement waits for is short, and goes before all that waits for the disk.
    const release = await this.access.mutex.acquire({ first: !this.access.waits });
    if (!this.access.database.open) {
      release();
      // A shutdown that timed out leaves work behind, for which this is a failure like that of a disk.
      throw unavailable();
    }
    this.#release = release;
  }

  #guard(connection: DatabaseConnection): DatabaseConnection {
    const { database, lockWait, waits, files, observer } = this.access;
    const executeQuery = async <Row>(query: CompiledQuery) => {
      if (database.inTransaction) return connection.executeQuery<Row>(query);
      const isRead = /^select\b/i.test(query.sql);
      const attempt = async () => {
        // What is known can still be read, and helps to end access at Clerk.
        if (isRead) files.look();
        else files.require();
        this.#wrote ||= !isRead;
        return connection.executeQuery<Row>(query);
      };
      return waits ? lockWait.run(attempt, (wait) => this.#idle(wait), isRead) : lockWait.once(attempt, isRead);
    };
    const streamQuery: DatabaseConnection["streamQuery"] = (query, chunkSize) =>
      connection.streamQuery(query, chunkSize);
    return observed({ executeQuery, streamQuery }, observer, (code) => failureCodes.test(code));
  }

  async #idle(wait: Promise<unknown>): Promise<void> {
    this.#release();
    await wait;
    await this.#acquire();
  }

  override async releaseConnection(): Promise<void> {
    // Otherwise commits would follow each other in one turn of the event loop, and Slack's payloads would wait for all.
    if (this.#wrote) setImmediate(this.#release);
    else this.#release();
    this.#wrote = false;
  }

  // A transaction that reads first and writes later can't wait for another program's write lock (SQLITE_BUSY_SNAPSHOT); one
  // that takes the lock at its beginning can.
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  // After some failures SQLite has rolled back already, and a second rollback would hide the original error.
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.access.database.inTransaction) await super.rollbackTransaction(connection);
  }
}

// SQLite can create tables in a transaction, so two processes that start on a new file create them once.
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class GuardedDialect extends SqliteDialect {
  constructor(private readonly access: Access) {
    super(access);
  }

  override createDriver(): Driver {
    return new GuardedDriver(this.access);
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}
