// What the store needs of a database engine. The queries are the same on each; the little in which they differ is here.
import type { Kysely, RawBuilder, Transaction } from "kysely";
import type { Clock } from "../../impersonation/ports/clock.js";
import type { Schema } from "./schema.js";
import type { StoreObserver } from "./store-failure.js";

export type Database = Kysely<Schema>;
export type Tx = Transaction<Schema>;

/** SQL in which the engines differ. */
export interface QuerySyntax {
  /** The column, where the planner is to find the rows by another one. */
  unindexed(column: string): RawBuilder<unknown>;
  /** Ends a query whose rows nobody may hold, by `lockRequestOf`, until what reads them has ended. */
  readonly shareLock: RawBuilder<unknown>;
  /** Ends a query that takes the rows for an update, and leaves out those that somebody else holds. */
  readonly skipLocked: RawBuilder<unknown>;
  /** The server's time, which all processes read alike. */
  readonly now: RawBuilder<number>;
}

export interface StoreOptions extends StoreObserver {
  /** The database had no tables. */
  readonly onNew?: () => unknown;
  /** For the waits for another program's lock; default: the machine's. */
  readonly clock?: Pick<Clock, "now" | "wakeAt">;
}

export interface Engine {
  /** Names this process in what it claims. */
  readonly instance: string;
  /** Other processes may work on the same database. */
  readonly isShared: boolean;
  /** Its commits survive a power cut. */
  readonly durable: Database;
  /**
   * Its commits wait for no disk: they survive a crash of the process, but a power cut may lose those since the last commit
   * of the durable one. Nor does it wait for another program's lock: `isLocked` knows the error that it throws at once.
   */
  readonly unsynced: Database;
  readonly syntax: QuerySyntax;
  isLocked(error: unknown): boolean;
  /** Until the transaction ends, nobody else moves the request that the message is about. */
  lockRequestOf(tx: Tx, messageId: number): Promise<void>;
  /**
   * The same for those that `ids`, a query, finds. Whatever writes messages of several requests, or several of one, holds
   * them first: otherwise two such writes may each wait for the other.
   */
  lockRequests(tx: Tx, ids: RawBuilder<unknown>): Promise<void>;
  /** The same as `lockRequestOf` for one statement. */
  withRequestLocked<T>(database: Database, messageId: number, statement: (held: Database) => Promise<T>): Promise<T>;
  /** Until the transaction ends, nobody else opens a request: what was counted stays true. */
  lockAsks(tx: Tx): Promise<void>;
  /** `listener` hears of requests that another process changed; undefined: of any. Undefined again after a gap. */
  onChanged(listener: (requestId: string | undefined) => void): void;
  close(): Promise<void>;
}
