// The store's engine on PostgreSQL, which several bots may share. Its transactions run beside each other, so what two of them
// must not do at the same time is held until one has ended.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Engine, StoreOptions, Tx } from "../engine/engine.js";
import { originalError } from "../engine/store-failure.js";
import { connectTo } from "./connections.js";
import { cannotUse } from "./failures.js";
import { bringUpToDate, inOwnSchema, retryOnLockTimeout } from "./preparation.js";
import { analyzeNewTables } from "./statistics.js";
import { querySyntax } from "./syntax.js";

/** `databaseUrl` is `postgres://…`. Throws `StoreError` where the database can't be used. */
export async function openPostgres(databaseUrl: string, { onFailure, ...options }: StoreOptions = {}): Promise<Engine> {
  const opened = open(databaseUrl, onFailure, options);
  const { durable, unsynced, changes, close, isNew } = await opened.catch((error: unknown) => {
    throw cannotUse(databaseUrl, originalError(error));
  });
  if (isNew) options.onNew?.();
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
    // A row lock needs rights to the table; an advisory lock can be taken by any role.
    async lockAsks(tx) {
      await sql`insert into shared_tasks (name, due_at) values ('asks', 0)
        on conflict (name) do update set due_at = excluded.due_at`.execute(tx);
    },
    onChanged: (listener) => void changes.listen(listener),
    close,
  };
}

async function open(
  databaseUrl: string,
  onFailure: StoreOptions["onFailure"],
  options: Omit<StoreOptions, "onFailure">,
) {
  const url = await inOwnSchema(databaseUrl);
  const { isNew } = await bringUpToDate(url);
  let isOpen = false;
  const connections = connectTo(url, {
    ...options,
    // A failure during opening is thrown instead.
    onFailure: (...failure) => isOpen && onFailure?.(...failure),
  });
  try {
    await retryOnLockTimeout(() => analyzeNewTables(connections.durable));
  } catch (error) {
    await connections.close();
    throw error;
  }
  isOpen = true;
  return { ...connections, isNew };
}

/** The statements after it see all that was stored while it waited. */
async function lockRequestOf(tx: Tx, messageId: number): Promise<void> {
  await sql`select id from requests where id = (select request_id from messages where id = ${messageId})
    for update`.execute(tx);
}
