// The store's engine on one SQLite file, with one bot. Its transactions take the write lock at their beginning, so that they
// follow each other, and nothing needs to be held.
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { sql } from "kysely";
import type { Database, Engine, StoreOptions } from "../engine/engine.js";
import { migrate } from "../engine/migrations.js";
import { StoreError } from "../engine/store-error.js";
import { openDatabase } from "./connections.js";
import { isLocked, pathOf, unusable } from "./database-file.js";
import { changedSchema, schemaFault } from "./expected-schema.js";
import { querySyntax, schemaSyntax } from "./syntax.js";

/**
 * `databaseUrl` is `file:<path>`. Throws `StoreError` where the file can't be used. Later failures of the file or its disk are
 * thrown as `store_unavailable`, and reported to the observer with SQLite's code.
 */
export async function openSqlite(databaseUrl: string, { onFailure, ...options }: StoreOptions = {}): Promise<Engine> {
  const path = pathOf(databaseUrl);
  let isOpen = false;
  const { durable, unsynced, close } = await openDatabase(databaseUrl, {
    ...options,
    // A failure during opening is thrown instead.
    onFailure: (...failure) => isOpen && onFailure?.(...failure),
  });
  try {
    const { isNew } = await bringUpToDate(durable, path);
    const fault = await schemaFault(durable);
    if (fault !== undefined) throw new StoreError(changedSchema(resolve(path), fault));
    await tryToWrite(durable);
    isOpen = true;
    if (isNew) options.onNew?.();
  } catch (error) {
    await close();
    throw unusable("The database", path, error);
  }
  return {
    durable,
    unsynced,
    instance: randomUUID(),
    isShared: false,
    syntax: querySyntax,
    isLocked,
    lockRequestOf: async () => {},
    lockRequests: async () => {},
    withRequestLocked: (database, _messageId, statement) => statement(database),
    lockAsks: async () => {},
    onChanged: () => {},
    close,
  };
}

/** Throws `StoreError`. */
export async function bringUpToDate(database: Database, path: string): Promise<{ isNew: boolean }> {
  return migrate(database, schemaSyntax, path).catch((error: unknown) => {
    throw unusable("The database", path, error, "can't be brought up to date");
  });
}

/** Makes the start fail on a full or read-only disk, where everything can be read but nothing decided. */
async function tryToWrite(database: Database): Promise<void> {
  // The value is unused; SQLite writes the page anyway.
  await sql`pragma user_version = 0`.execute(database);
}
