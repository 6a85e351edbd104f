// The store: implements all of its ports with one database file.
import { sql } from "kysely";
import type { Store } from "../impersonation/ports/store.js";
import { createDueStore } from "./due.js";
import { createMessageStore } from "./messages.js";
import { migrate } from "./migrations.js";
import { createPendingReplyStore } from "./pending-replies.js";
import { createRequestStore } from "./requests.js";
import { createSessionStore } from "./sessions.js";
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
    // A failure during opening is thrown instead.
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
    ...createSessionStore(durable),
    ...createMessageStore(durable),
    ...createPendingReplyStore(unsynced),
    ...createDueStore(durable),
    close,
  };
}

/** Makes the start fail on a full or read-only disk, where everything can be read but nothing decided. */
async function tryToWrite(database: Database): Promise<void> {
  // The value is unused; SQLite writes the page anyway.
  await sql`pragma user_version = 0`.execute(database);
}
