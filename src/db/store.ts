// The store: one database file behind the ports.
import { sql } from "kysely";
import type { Store } from "../impersonation/ports/store.js";
import { createDueStore } from "./due.js";
import { createMessageStore } from "./messages.js";
import { migrate } from "./migrations.js";
import { createPendingReplyStore } from "./pending-replies.js";
import { createRequestStore } from "./requests.js";
import { pathOf, unusable } from "./sqlite/database-file.js";
import { type Database, openDatabase } from "./sqlite/engine.js";
import type { StoreObserver } from "./sqlite/store-failure.js";

/**
 * `databaseUrl` is `file:<path>`. Throws `StoreError` where the file can't be used. Later failures of the file or its
 * disk are thrown as `store_unavailable`, and reported to the observer with SQLite's code.
 */
export async function openStore(databaseUrl: string, { onFailure, onStatement }: StoreObserver = {}): Promise<Store> {
  const path = pathOf(databaseUrl);
  let isOpen = false;
  const { durable, unsynced, close } = await openDatabase(databaseUrl, {
    // A failure before that is in the error that is thrown.
    onFailure: (...failure) => isOpen && onFailure?.(...failure),
    ...(onStatement && { onStatement }),
  });
  try {
    await migrate(durable, path);
    await tryToWrite(durable);
    isOpen = true;
  } catch (error) {
    await close();
    throw unusable("The database", path, error);
  }
  return {
    ...createRequestStore(durable),
    ...createMessageStore(durable),
    ...createPendingReplyStore(unsynced),
    ...createDueStore(durable),
    close,
  };
}

/** On a full or read-only disk everything can still be read: better no start than one that can decide nothing. */
async function tryToWrite(database: Database): Promise<void> {
  // The value means nothing; SQLite writes the page all the same.
  await sql`pragma user_version = 0`.execute(database);
}
