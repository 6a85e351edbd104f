// What a start requires of the database, and makes of it: a schema of its own, with the tables of this version.
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { z } from "zod";
import { nameOf } from "../../database-url.js";
import type { Database } from "../engine/engine.js";
import { migrate } from "../engine/migrations.js";
import type { Schema } from "../engine/schema.js";
import { StoreError } from "../engine/store-error.js";
import { originalError } from "../engine/store-failure.js";
import { connectForMigration, withSearchPath } from "./connections.js";
import { isLockTimeout } from "./failures.js";
import { guardFault, requireOwnSchema } from "./guards.js";
import { schemaSyntax } from "./syntax.js";

/** A channel's name has 63 bytes, and begins with `understudy_`. */
const schemaNameMax = 52;
/** The first that tells whether a lost commit took effect, with `pg_xact_status` and 64-bit ids. */
const oldestVersion = 13;
/** What a start writes to. */
const written: readonly (keyof Schema)[] = ["requests", "messages", "homes", "instances"];

/** Other programs, and the server's own vacuum, hold some locks for a moment: a start waits for them so long. */
const lockPatienceMs = 15_000;
/** Between two attempts, for those who wait behind ours. */
const lockPauseMs = 500;

/** Throws what the driver throws where a lock is held for longer. */
export async function retryOnLockTimeout<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + lockPatienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > until || !isLockTimeout(originalError(error))) throw error;
    }
    await pause(lockPauseMs);
  }
}

/**
 * The address with a search path of the one schema that is the bot's: objects of another one, made by somebody else, never stand
 * for its own, and it does not move to one that is made later. Throws `StoreError` where the server or the schema is not fit.
 */
export async function inOwnSchema(databaseUrl: string): Promise<string> {
  const { durable, close } = connectForMigration(databaseUrl);
  const schema = await ownSchema(durable, nameOf(databaseUrl)).finally(close);
  return withSearchPath(databaseUrl, schema);
}

/**
 * `databaseUrl` as `inOwnSchema` gives it. Resolves with whether the schema had no tables. Throws `StoreError`, or what the
 * driver throws.
 */
export async function bringUpToDate(databaseUrl: string): Promise<{ isNew: boolean }> {
  const name = nameOf(databaseUrl);
  // Without the time-outs that clicks need: an index on a large table may take minutes.
  const { durable, close } = connectForMigration(databaseUrl);
  try {
    const { isNew } = await retryOnLockTimeout(async () => {
      await requireOwnSchema(durable, name);
      return migrate(durable, schemaSyntax, name);
    });
    const fault = await guardFault(durable);
    if (fault !== undefined) {
      throw new StoreError(
        `The database ${name} is not as Understudy made it: ${fault}. See "A database that somebody changed" in docs/operations.md.`,
      );
    }
    await retryOnLockTimeout(() => waitForLocks(durable));
    return { isNew };
  } finally {
    await close();
  }
}

/** So that a start that meets a lock says so, and does not fail in its middle. */
async function waitForLocks(database: Database): Promise<void> {
  const tables = sql.join(written.map((table) => sql.table(table)));
  await database.transaction().execute((tx) => sql`lock table ${tables} in row exclusive mode`.execute(tx));
}

const server = z.object({
  version: z.number(),
  standby: z.boolean(),
  readsOnly: z.boolean(),
  encoding: z.string(),
  schema: z.string().nullable(),
});

async function ownSchema(database: Database, name: string): Promise<string> {
  const { rows } = await sql`select current_setting('server_version_num')::integer as version,
    pg_is_in_recovery() as standby, current_setting('default_transaction_read_only')::boolean as "readsOnly",
    current_setting('server_encoding') as encoding, current_schema() as schema`.execute(database);
  const { version, standby, readsOnly, encoding, schema } = server.parse(rows[0]);
  if (version < oldestVersion * 10_000) {
    throw new StoreError(
      `The database ${name} is PostgreSQL ${Math.floor(version / 10_000)}. Understudy needs ${oldestVersion} or newer.`,
    );
  }
  if (encoding !== "UTF8") {
    throw new StoreError(
      `The database ${name} has the encoding ${encoding}, which can't hold every text. Create one with the encoding UTF8.`,
    );
  }
  if (schema === null || Buffer.byteLength(schema) > schemaNameMax) {
    throw new StoreError(
      `The database ${name} has no schema for Understudy: search_path has to begin with one that exists, with a name of at most ${schemaNameMax} bytes.`,
    );
  }
  if (standby) {
    throw new StoreError(`The database ${name} is read-only, as a standby is. Set DATABASE_URL to the primary.`);
  }
  if (readsOnly) {
    throw new StoreError(
      `The database ${name} is read-only: default_transaction_read_only is on. Switch it off, or set DATABASE_URL to a database that can be written to.`,
    );
  }
  return schema;
}
