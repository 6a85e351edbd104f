// The connections to PostgreSQL: two pools, so that what an acknowledgement waits for never waits for the rest.
import { Kysely, PostgresAdapter, PostgresQueryCompiler } from "kysely";
import pg from "pg";
import type { Database } from "../engine/engine.js";
import { columnNames, type Schema } from "../engine/schema.js";
import type { StoreObserver } from "../engine/store-failure.js";
import { PostgresDriver } from "./driver.js";
import { OwnSchema } from "./introspector.js";
import { News } from "./news.js";

const applicationName = "understudy";
/** A click's statements follow each other, so that this many clicks are worked on at a time. */
const durableMax = 10;
const unsyncedMax = 4;
/** To connect, or for a connection to become free. */
const connectTimeoutMs = 5_000;
/** Slack waits three seconds for an acknowledgement. */
const unsyncedConnectTimeoutMs = 2_000;
/** No statement takes this long by itself. */
const statementTimeoutMs = 8_000;
const lockTimeoutMs = 5_000;
/** What is added to that is our own time-out, where the way to the server is silent. */
const silenceMs = 2_000;
/** To sort a table of a million rows takes a minute at most. */
const moveStatementTimeoutMs = 600_000;
/** Its statements follow each other in one transaction; another connection asks what became of its commit. */
const moveMax = 2;

/** Whole numbers fit into JavaScript's: the largest are times in milliseconds. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format)),
};

export interface Connections {
  readonly durable: Database;
  readonly unsynced: Database;
  readonly news: News;
  close(): Promise<void>;
}

/** Of the server process that works for it. */
function processIdOf(client: pg.PoolClient): number {
  return "processID" in client && typeof client.processID === "number" ? client.processID : 0;
}

/** Connects when the first statement needs it. */
export function connectTo(databaseUrl: string, observer: StoreObserver): Connections {
  const pools = [
    poolOf(databaseUrl, { commits: "on", max: durableMax, connectTimeoutMs, statementTimeoutMs }),
    poolOf(databaseUrl, {
      commits: "off",
      max: unsyncedMax,
      connectTimeoutMs: unsyncedConnectTimeoutMs,
      statementTimeoutMs,
    }),
  ] as const;
  const [durable, unsynced] = pools;
  const own = new Set<number>();
  for (const pool of pools) {
    pool.on("connect", (client) => void own.add(processIdOf(client)));
    pool.on("remove", (client) => void own.delete(processIdOf(client)));
  }
  const news = new News(
    () => new pg.Client({ connectionString: databaseUrl, application_name: applicationName, keepAlive: true }),
    (processId) => own.has(processId),
  );
  return {
    news,
    durable: databaseOn(durable, observer),
    unsynced: databaseOn(unsynced, observer),
    async close() {
      const open = pools.filter((pool) => !pool.ending);
      await Promise.all([news.stop(), ...open.map((pool) => pool.end())]);
    },
  };
}

/** For one long transaction, as no bot has one. */
export function connectToMove(databaseUrl: string): Pick<Connections, "durable" | "close"> {
  const pool = poolOf(databaseUrl, {
    commits: "on",
    max: moveMax,
    connectTimeoutMs,
    statementTimeoutMs: moveStatementTimeoutMs,
  });
  return { durable: databaseOn(pool, {}), close: () => pool.end() };
}

interface Limits {
  readonly commits: "on" | "off";
  readonly max: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

function poolOf(databaseUrl: string, limits: Limits): pg.Pool {
  const silenceTimeoutMs = limits.statementTimeoutMs + silenceMs;
  const pool = new pg.Pool({
    connectionString: withOptions(databaseUrl, {
      statement_timeout: limits.statementTimeoutMs,
      lock_timeout: lockTimeoutMs,
      idle_in_transaction_session_timeout: silenceTimeoutMs,
      synchronous_commit: limits.commits,
    }),
    application_name: applicationName,
    max: limits.max,
    connectionTimeoutMillis: limits.connectTimeoutMs,
    query_timeout: silenceTimeoutMs,
    keepAlive: true,
    types,
  });
  // One that is lost while nobody uses it is replaced by the next use; in a transaction the next statement says so.
  pool.on("error", () => {});
  pool.on("connect", (client) => void client.on("error", () => {}));
  return pool;
}

/** After those that the address itself has. */
function withOptions(databaseUrl: string, options: Readonly<Record<string, string | number>>): string {
  const url = new URL(databaseUrl);
  const own = url.searchParams.get("options");
  const ours = Object.entries(options).map(([name, value]) => `-c ${name}=${value}`);
  url.searchParams.set("options", [...(own === null ? [] : [own]), ...ours].join(" "));
  return url.toString();
}

function databaseOn(pool: pg.Pool, observer: StoreObserver): Database {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new PostgresDriver(pool, observer),
      createIntrospector: (database) => new OwnSchema(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [columnNames],
  });
}
