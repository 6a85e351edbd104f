// The connections to PostgreSQL: two pools, so that what an acknowledgement waits for never waits for the rest.
import { setTimeout as pause } from "node:timers/promises";
import { Kysely, PostgresQueryCompiler } from "kysely";
import pg from "pg";
import type { Database } from "../engine/engine.js";
import { columnNames, type Schema } from "../engine/schema.js";
import type { StoreObserver } from "../engine/store-failure.js";
import { ChangeListener } from "./change-listener.js";
import { PostgresDriver } from "./driver.js";
import { codeOf } from "./failures.js";
import { OwnSchema } from "./introspector.js";
import { SchemaAdapter } from "./migration-lock.js";
import { Sockets } from "./sockets.js";

const applicationName = "understudy";
/** A click's statements follow each other, so that this many clicks are worked on at a time. */
const durableMax = 10;
const unsyncedMax = 4;

interface Timeouts {
  /** To connect, or for a connection to become free. */
  readonly connectMs: number;
  readonly lockMs: number;
  /** No statement takes this long by itself. */
  readonly statementMs: number;
  /** Our own time-out, where the way to the server is silent. */
  readonly responseMs: number;
  /** For the next statement of a transaction: so long a process that stands still keeps its locks. */
  readonly idleMs: number;
}

const durableTimeouts: Timeouts = {
  connectMs: 5_000,
  lockMs: 5_000,
  statementMs: 8_000,
  responseMs: 10_000,
  idleMs: 10_000,
};
/** Slack waits three seconds for an acknowledgement, and that waits for one statement. */
const unsyncedTimeouts: Timeouts = {
  connectMs: 1_000,
  lockMs: 1_000,
  statementMs: 1_200,
  responseMs: 1_500,
  idleMs: 1_500,
};
/** To sort a table of a million rows takes a minute at most. Running bots wait behind a lock that is waited for here. */
const migrationTimeouts: Timeouts = {
  connectMs: 5_000,
  lockMs: 500,
  statementMs: 600_000,
  responseMs: 602_000,
  idleMs: 10_000,
};
/** The source is read between its statements. */
const moveTimeouts: Timeouts = { ...migrationTimeouts, lockMs: 5_000, idleMs: 600_000 };
/** Its statements follow each other in one transaction; another connection asks what became of its commit. */
const migrationMax = 2;
const listenTimeoutMs = 5_000;
/** To close all connections. */
const closeMs = 1_000;

/** Whole numbers fit into JavaScript's: the largest are times in milliseconds. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format)),
};

export interface Connections {
  readonly durable: Database;
  readonly unsynced: Database;
  readonly changes: ChangeListener;
  close(): Promise<void>;
}

/** Of the server process that works for it. */
function processIdOf(client: pg.PoolClient): number {
  return "processID" in client && typeof client.processID === "number" ? client.processID : 0;
}

/** Connects when the first statement needs it. */
export function connectTo(databaseUrl: string, observer: StoreObserver): Connections {
  const sockets = new Sockets();
  const pools = [
    poolOf(databaseUrl, sockets, "on", durableMax, durableTimeouts),
    poolOf(databaseUrl, sockets, "off", unsyncedMax, unsyncedTimeouts),
  ] as const;
  const [durable, unsynced] = pools;
  const own = new Set<number>();
  for (const pool of pools) {
    pool.on("connect", (client) => void own.add(processIdOf(client)));
    pool.on("remove", (client) => void own.delete(processIdOf(client)));
  }
  const changes = new ChangeListener(
    () =>
      new pg.Client({
        connectionString: databaseUrl,
        stream: sockets.open,
        application_name: applicationName,
        connectionTimeoutMillis: listenTimeoutMs,
        query_timeout: listenTimeoutMs,
        keepAlive: true,
      }),
    (processId) => own.has(processId),
    (error) => observer.onFailure?.(codeOf(error), error),
  );
  return {
    changes,
    durable: databaseOn(new PostgresDriver(durable, observer, unsynced)),
    unsynced: databaseOn(new PostgresDriver(unsynced, observer)),
    async close() {
      await inTime([changes.stop(), ...endsOf(pools)]);
      sockets.destroy();
    },
  };
}

type ForTransaction = Pick<Connections, "durable" | "close">;

/** For the one transaction that changes the tables. */
export const connectForMigration = (databaseUrl: string) => forTransaction(databaseUrl, migrationTimeouts);

/** For the one transaction that fills an empty database. */
export const connectForMove = (databaseUrl: string) => forTransaction(databaseUrl, moveTimeouts);

function forTransaction(databaseUrl: string, timeouts: Timeouts): ForTransaction {
  const sockets = new Sockets();
  const pool = poolOf(databaseUrl, sockets, "on", migrationMax, timeouts);
  return {
    durable: databaseOn(new PostgresDriver(pool, {})),
    async close() {
      await inTime(endsOf([pool]));
      sockets.destroy();
    },
  };
}

const endsOf = (pools: readonly pg.Pool[]) => pools.filter((pool) => !pool.ending).map((pool) => pool.end());

/** Where the network is silent a connection is never closed in order. */
async function inTime(ends: readonly Promise<void>[]): Promise<void> {
  await Promise.race([Promise.all(ends), pause(closeMs, undefined, { ref: false })]);
}

function poolOf(
  databaseUrl: string,
  sockets: Sockets,
  commits: "on" | "off",
  max: number,
  timeouts: Timeouts,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: withOptions(databaseUrl, {
      statement_timeout: timeouts.statementMs,
      lock_timeout: timeouts.lockMs,
      idle_in_transaction_session_timeout: timeouts.idleMs,
      synchronous_commit: commits,
      // A conditional write looks again at a row that it had to wait for, whatever the database's default is.
      default_transaction_isolation: "read committed",
    }),
    stream: sockets.open,
    application_name: applicationName,
    max,
    connectionTimeoutMillis: timeouts.connectMs,
    query_timeout: timeouts.responseMs,
    keepAlive: true,
    types,
  });
  // One that is lost while nobody uses it is replaced by the next use; in a transaction the next statement says so.
  pool.on("error", () => {});
  pool.on("connect", (client) => void client.on("error", () => {}));
  return pool;
}

/** The address with a search path of this one schema. */
export function withSearchPath(databaseUrl: string, schema: string): string {
  return withOptions(databaseUrl, { search_path: `"${schema.replaceAll('"', '""')}"` });
}

/** After those that the address itself has. */
function withOptions(databaseUrl: string, options: Readonly<Record<string, string | number>>): string {
  const url = new URL(databaseUrl);
  const own = url.searchParams.get("options");
  const ours = Object.entries(options).map(([name, value]) => `-c ${name}=${escaped(value)}`);
  url.searchParams.set("options", [...(own === null ? [] : [own]), ...ours].join(" "));
  return url.toString();
}

/** Blanks separate options. */
const escaped = (value: string | number) => String(value).replace(/[\s\\]/g, "\\$&");

/** Every query is compiled for PostgreSQL and runs through this driver. */
export function databaseOn(driver: PostgresDriver): Database {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SchemaAdapter(),
      createDriver: () => driver,
      createIntrospector: (database) => new OwnSchema(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [columnNames],
  });
}
