// The store: implements all of its ports with one database.
import { resolve } from "node:path";
import { isPostgres, nameOf } from "../database-url.js";
import type { Store } from "../impersonation/ports/store.js";
import { DeferredWrites } from "./deferred-writes.js";
import { createDueStore } from "./due.js";
import type { Engine, StoreOptions } from "./engine/engine.js";
import { createInstanceStore } from "./instances.js";
import { createHomeStore } from "./lists/homes.js";
import { createRequestLists } from "./lists/open-requests.js";
import { createMessageStore } from "./messages.js";
import { createPendingReplyStore } from "./pending-replies.js";
import { openPostgres } from "./postgres/engine.js";
import { createRequestStore } from "./requests.js";
import { createSessionStore } from "./sessions.js";
import { pathOf } from "./sqlite/database-file.js";
import { openSqlite } from "./sqlite/engine.js";
import { acquireInstanceLock } from "./sqlite/instance-lock.js";

/**
 * `databaseUrl` is `file:<path>` or `postgres://…`. Throws `StoreError` where the database can't be used. Later failures are
 * thrown as `store_unavailable`, and reported to the observer with the engine's code.
 */
export async function openStore(databaseUrl: string, options: StoreOptions = {}): Promise<Store> {
  const open = isPostgres(databaseUrl) ? openPostgres : openSqlite;
  return createStore(await open(databaseUrl, options));
}

/**
 * Resolves with the function that lets the next bot have it. An SQLite file is held by one bot at a time; PostgreSQL is shared.
 * `onWait` is called where another bot has the file. Throws `StoreError` where it keeps it.
 */
export async function holdDatabase(databaseUrl: string, onWait: () => void): Promise<() => void> {
  return isPostgres(databaseUrl) ? () => {} : acquireInstanceLock(databaseUrl, { onWait });
}

/** For people: a file's path, or the address without its password. */
export function nameOfDatabase(databaseUrl: string): string {
  return isPostgres(databaseUrl) ? nameOf(databaseUrl) : resolve(pathOf(databaseUrl));
}

export function createStore(engine: Engine): Store {
  const deferred = new DeferredWrites();
  return {
    ...createRequestStore(engine),
    ...createRequestLists(engine),
    ...createSessionStore(engine),
    ...createMessageStore(engine, deferred),
    ...createPendingReplyStore(engine, deferred),
    ...createDueStore(engine, deferred),
    ...createHomeStore(engine),
    ...createInstanceStore(engine),
    close: () => engine.close(),
  };
}
