// The store: one database file behind the interfaces that the rules know.
import { sql } from "kysely";
import type { Store } from "../impersonation/ports/store.js";
import { createMessageStore } from "./messages.js";
import { migrate } from "./migrations.js";
import { createPendingReplyStore } from "./pending-replies.js";
import { createRequestStore } from "./requests.js";
import { pathOf, unusable } from "./sqlite/database-file.js";
import { type Database, openDatabase } from "./sqlite/engine.js";
import type { OnFailure } from "./sqlite/store-failure.js";

/**
 * `databaseUrl` is `file:<path>`. Throws `StoreError` where the file can't be used. Later, what fails of the file or its
 * disk is thrown as `store_unavailable`, and told to `onFailure` with SQLite's code.
 */
export async function openStore(databaseUrl: string, onFailure: OnFailure = () => {}): Promise<Store> {
  const path = pathOf(databaseUrl);
  let isOpen = false;
  // What fails before is told by the error that is thrown.
  const database = await openDatabase(databaseUrl, (...failure) => isOpen && onFailure(...failure));
  try {
    await migrate(database, path);
    await tryToWrite(database);
    isOpen = true;
  } catch (error) {
    await database.destroy();
    throw unusable("The database", path, error);
  }
  const stores = {
    ...createRequestStore(database),
    ...createMessageStore(database),
    ...createPendingReplyStore(database),
  };
  return { ...stores, close: () => database.destroy() };
}

/** On a full or read-only disk everything can still be read: better no start than one that can decide nothing. */
async function tryToWrite(database: Database): Promise<void> {
  // Nothing of ours is kept there; SQLite writes the page all the same.
  await sql`pragma user_version = 0`.execute(database);
}
