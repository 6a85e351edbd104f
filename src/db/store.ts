// The store: one database file behind the interfaces that the rules know.
import type { Store } from "../impersonation/ports.js";
import { createArrivalStore } from "./arrivals.js";
import { openDatabase } from "./engine.js";
import { createMessageStore } from "./messages.js";
import { migrate } from "./migrations.js";
import { createRequestStore } from "./requests.js";

/** `databaseUrl` is `file:<path>`. Throws `StoreError` where the file can't be used. */
export async function openStore(databaseUrl: string): Promise<Store> {
  const database = await openDatabase(databaseUrl);
  try {
    await migrate(database, databaseUrl);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  const stores = { ...createRequestStore(database), ...createMessageStore(database), ...createArrivalStore(database) };
  return { ...stores, close: () => database.destroy() };
}
