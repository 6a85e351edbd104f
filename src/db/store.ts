// The store: implements all of its ports with one database.
import type { Store } from "../impersonation/ports/store.js";
import { createDueStore } from "./due.js";
import type { Engine, StoreOptions } from "./engine/engine.js";
import { createHomeStore } from "./lists/homes.js";
import { createRequestLists } from "./lists/open-requests.js";
import { createMessageStore } from "./messages.js";
import { createPendingReplyStore } from "./pending-replies.js";
import { isPostgres } from "./postgres/address.js";
import { openPostgres } from "./postgres/engine.js";
import { createRequestStore } from "./requests.js";
import { createSessionStore } from "./sessions.js";
import { openSqlite } from "./sqlite/engine.js";

/**
 * `databaseUrl` is `file:<path>` or `postgres://…`. Throws `StoreError` where the database can't be used. Later failures are
 * thrown as `store_unavailable`, and reported to the observer with the engine's code.
 */
export async function openStore(databaseUrl: string, options: StoreOptions = {}): Promise<Store> {
  const open = isPostgres(databaseUrl) ? openPostgres : openSqlite;
  return createStore(await open(databaseUrl, options));
}

export function createStore(engine: Engine): Store {
  return {
    ...createRequestStore(engine),
    ...createRequestLists(engine),
    ...createSessionStore(engine),
    ...createMessageStore(engine),
    ...createPendingReplyStore(engine),
    ...createDueStore(engine),
    ...createHomeStore(engine),
    close: () => engine.close(),
  };
}
