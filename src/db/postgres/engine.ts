// The store's engine on PostgreSQL, which several bots may share. Its transactions run beside each other, so what two of them
// must not do at the same time is held until one has ended.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { nameOf } from "../../database-url.js";
import type { Database, Engine, StoreOptions, Tx } from "../engine/engine.js";
import { migrate } from "../engine/migrations.js";
import { StoreError } from "../engine/store-error.js";
import { originalError } from "../engine/store-failure.js";
import { connectForMigration, connectTo } from "./connections.js";
import { cannotUse, isLockTimeout } from "./failures.js";
import { guardFault, requireOwnSchema } from "./guards.js";
import { analyzeNewTables } from "./statistics.js";
import { querySyntax, schemaSyntax } from "./syntax.js";

/** A channel's name has 63 bytes, and begins with `understudy_`. */
const schemaNameMax = 52;
/** The first that tells whether a lost commit took effect, with `pg_xact_status` and 64-bit ids. */
const oldestVersion = 13;

/** `databaseUrl` is `postgres://…`. Throws `StoreError` where the database can't be used. */
export async function openPostgres(databaseUrl: string, { onFailure, ...options }: StoreOptions = {}): Promise<Engine> {
  let isOpen = false;
  const name = nameOf(databaseUrl);
  const { durable, unsynced, changes, close } = connectTo(databaseUrl, {
    ...options,
    // A failure during opening is thrown instead.
    onFailure: (...failure) => isOpen && onFailure?.(...failure),
  });
  try {
    const isNew = await retryOnLockTimeout(async () => {
      await requireServer(durable, name);
      await requireOwnSchema(durable, name);
      const wasEmpty = await bringUpToDate(databaseUrl);
      const fault = await guardFault(durable);
      if (fault !== undefined) throw new StoreError(`The database ${name} is not as Understudy made it: ${fault}.`);
      return wasEmpty;
    });
    await retryOnLockTimeout(() => analyzeNewTables(durable));
    isOpen = true;
    if (isNew) options.onNew?.();
  } catch (error) {
    await close();
    throw cannotUse(databaseUrl, originalError(error));
  }
  return {
    durable,
    unsynced,
    instance: randomUUID(),
    isShared: true,
    syntax: querySyntax,
    isLocked: () => false,
    lockRequestOf,
    async lockRequests(tx, ids) {
      await sql`select id from requests where id in (${ids}) order by id for update`.execute(tx);
    },
    withRequestLocked: (database, messageId, statement) =>
      database.transaction().execute(async (tx) => {
        await lockRequestOf(tx, messageId);
        return statement(tx);
      }),
    // The lock of a row, as any role may take an advisory one.
    async lockAsks(tx) {
      await sql`insert into shared_tasks (name, due_at) values ('asks', 0)
        on conflict (name) do update set due_at = excluded.due_at`.execute(tx);
    },
    onChanged: (listener) => void changes.listen(listener),
    close,
  };
}

/** Each attempt waits five seconds for a lock: other programs, and the server's own vacuum, hold some for a moment. */
const lockAttempts = 3;

async function retryOnLockTimeout<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === lockAttempts || !isLockTimeout(originalError(error))) throw error;
    }
  }
}

/** Without the time-outs that clicks need: an index on a large table may take minutes. Resolves with whether it was new. */
async function bringUpToDate(databaseUrl: string): Promise<boolean> {
  const { durable, close } = connectForMigration(databaseUrl);
  const { isNew } = await migrate(durable, schemaSyntax, nameOf(databaseUrl)).finally(close);
  return isNew;
}

/** The statements after it see all that was stored while it waited. */
async function lockRequestOf(tx: Tx, messageId: number): Promise<void> {
  await sql`select id from requests where id = (select request_id from messages where id = ${messageId})
    for update`.execute(tx);
}

const server = z.object({
  version: z.number(),
  standby: z.boolean(),
  encoding: z.string(),
  schema: z.string().nullable(),
});

async function requireServer(database: Database, name: string): Promise<void> {
  const { rows } = await sql`select current_setting('server_version_num')::integer as version,
    pg_is_in_recovery() as standby, current_setting('server_encoding') as encoding, current_schema() as schema`.execute(
    database,
  );
  const { version, standby, encoding, schema } = server.parse(rows[0]);
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
  if (standby)
    throw new StoreError(`The database ${name} is read-only, as a standby is. Set DATABASE_URL to the primary.`);
}
