// The store: implements all of its ports with one database file.
import { resolve } from "node:path";
import { sql } from "kysely";
import type { Store } from "../impersonation/ports/store.js";
import { createDueStore } from "./due.js";
import { changedSchema, schemaFault } from "./expected-schema.js";
import { createHomeStore } from "./lists/homes.js";
import { createRequestLists } from "./lists/open-requests.js";
import { createMessageStore } from "./messages.js";
import { migrate } from "./migrations.js";
import { createPendingReplyStore } from "./pending-replies.js";
import { createRequestStore } from "./requests.js";
import { createSessionStore } from "./sessions.js";
import { pathOf, unusable } from "./sqlite/database-file.js";
import { type Database, openDatabase, type StoreOptions } from "./sqlite/engine.js";
import { StoreError } from "./sqlite/store-error.js";

/**
 * `databaseUrl` is `file:<path>`. Throws `StoreError` where the file can't be used. Later failures of the file or its
 * disk are thrown as `store_unavailable`, and reported to the observer with SQLite's code.
 */
export async function openStore(databaseUrl: string, { onFailure, ...options }: StoreOptions = {}): Promise<Store> {
  const path = pathOf(databaseUrl);
  let isOpen = false;
  const connections = await openDatabase(databaseUrl, {
    ...options,
    // A failure during opening is thrown instead.
    onFailure: (...failure) => isOpen && onFailure?.(...failure),
  });
  const { durable, close } = connections;
  try {
    await migrate(durable, path);
    const fault = await schemaFault(durable);
    if (fault !== undefined) throw new StoreError(changedSchema(resolve(path), fault));
    await tryToWrite(durable);
    isOpen = true;
  } catch (error) {
    await close();
    throw unusable("The database", path, error);
  }
  return {
    ...createRequestStore(durable),
    ...createRequestLists(durable),
    ...createSessionStore(durable),
    ...createMessageStore(durable),
    ...createPendingReplyStore(connections),
    ...createDueStore(durable),
    ...createHomeStore(durable),
    close,
  };
}

/** Makes the start fail on a full or read-only disk, where everything can be read but nothing decided. */
async function tryToWrite(database: Database): Promise<void> {
  // The value is unused; SQLite writes the page anyway.
  await sql`pragma user_version = 0`.execute(database);
}
