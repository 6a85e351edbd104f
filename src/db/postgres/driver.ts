// Kysely's driver for PostgreSQL: errors of the server and of the way to it become `store_unavailable`, and of a commit whose
// answer was lost it finds out whether it took effect.
import { setTimeout as pause } from "node:timers/promises";
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from "kysely";
import type pg from "pg";
import { z } from "zod";
import { type StoreObserver, unavailable } from "../engine/store-failure.js";
import { codeOf, isConnectionLost, isFailure, isReadOnly } from "./failures.js";

/** How long the outcome of a commit is asked for: meanwhile the server may start again. */
const outcomeTimeoutMs = 10_000;
const outcomePauseMs = 250;
/** What `pg_xact_status` says of an id that was given before a crash, and to nobody after it. */
const neverGiven = "22023";

const transactionId = z.object({ id: z.string(), serverStart: z.string() });
const begun = z.tuple([z.unknown(), z.object({ rows: z.tuple([transactionId]) })]);
const status = z.enum(["committed", "aborted", "in progress"]);
const outcomes = z.object({ rows: z.tuple([z.object({ status, isSameServer: z.boolean() })]) });

type TransactionId = z.infer<typeof transactionId>;

/** A pooled connection, for as long as a statement or a transaction has it. */
class Session implements DatabaseConnection {
  #transaction: TransactionId | undefined;
  #isLost = false;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly observer: StoreObserver,
  ) {}

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    this.observer.onStatement?.(sql);
    const query = { text: sql, values: parameters.map(storable) };
    const { rows, rowCount, command } = await this.client.query(query).catch((error: unknown) => this.#fail(error));
    const isChange = ["INSERT", "UPDATE", "DELETE"].includes(command);
    return { rows, ...(isChange && { numAffectedRows: BigInt(rowCount ?? 0) }) };
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error("nothing is streamed");
  }

  async begin(): Promise<void> {
    this.observer.onStatement?.("begin");
    const both = `begin isolation level read committed;
      select pg_current_xact_id()::text as id, extract(epoch from pg_postmaster_start_time())::text as "serverStart"`;
    const results: unknown = await this.client.query(both).catch((error: unknown) => {
      // The transaction may have begun, and nobody ends it.
      this.#isLost = true;
      return this.#fail(error);
    });
    this.#transaction = begun.parse(results)[1].rows[0];
  }

  /** `ask`: one query on another connection. */
  async commit(ask: (query: pg.QueryConfig) => Promise<unknown>): Promise<void> {
    const transaction = this.#transaction;
    try {
      this.observer.onStatement?.("commit");
      await this.client.query("commit");
    } catch (error) {
      if (transaction === undefined || !isConnectionLost(error)) return this.#fail(error);
      const outcome = await outcomeOf(transaction, ask);
      if (outcome !== "committed") return this.#fail(error, outcome === "aborted" ? "before" : "unknown");
      this.#isLost = true;
    } finally {
      this.#transaction = undefined;
    }
  }

  async rollback(): Promise<void> {
    this.#transaction = undefined;
    // The server rolls back by itself what it hears no more of.
    if (this.#isLost) return;
    await this.client.query("rollback").catch(() => {
      this.#isLost = true;
    });
  }

  release(): void {
    this.client.release(this.#isLost);
  }

  #fail(error: unknown, stage: "before" | "unknown" = "before"): never {
    this.#isLost ||= isConnectionLost(error) || isReadOnly(error);
    return fail(error, this.observer, stage);
  }
}

function fail(error: unknown, { onFailure }: StoreObserver, stage: "before" | "unknown" = "before"): never {
  const code = codeOf(error);
  if (!isFailure(code)) throw error;
  onFailure?.(code, error);
  throw unavailable(error, stage);
}

/** Whatever keeps it from connecting. */
function unreachable(error: unknown, { onFailure }: StoreObserver): never {
  onFailure?.(codeOf(error), error);
  throw unavailable(error, "before");
}

/** A server that has crashed may give the id to another transaction: then that one's outcome is not this one's. */
async function outcomeOf(
  { id, serverStart }: TransactionId,
  ask: (query: pg.QueryConfig) => Promise<unknown>,
): Promise<"committed" | "aborted" | undefined> {
  const giveUpAt = performance.now() + outcomeTimeoutMs;
  const text = `select pg_xact_status($1::xid8) as status, extract(epoch from pg_postmaster_start_time())::text = $2 as "isSameServer"`;
  const query = { text, values: [id, serverStart] };
  while (performance.now() < giveUpAt) {
    const answer = await ask(query).catch((error: unknown) => error);
    if (codeOf(answer) === neverGiven) return "aborted";
    const { status, isSameServer } = outcomes.safeParse(answer).data?.rows[0] ?? {};
    if (status === "committed") return isSameServer ? "committed" : undefined;
    if (status === "aborted" || isSameServer === false) return "aborted";
    // In progress: the server has not noticed yet that the connection is gone.
    await pause(outcomePauseMs);
  }
  return undefined;
}

/** PostgreSQL's text takes no NUL. */
function storable(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "\u{fffd}") : value;
}

export class PostgresDriver implements Driver {
  constructor(
    private readonly pool: pg.Pool,
    private readonly observer: StoreObserver,
    /** Asks what became of a commit: those of `pool` may all wait for that. */
    private readonly others: Pick<pg.Pool, "query"> = pool,
  ) {}

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Session> {
    const client = await this.pool.connect().catch((error: unknown) => unreachable(error, this.observer));
    return new Session(client, this.observer);
  }

  beginTransaction(session: Session): Promise<void> {
    return session.begin();
  }

  commitTransaction(session: Session): Promise<void> {
    return session.commit((query) => this.others.query(query));
  }

  rollbackTransaction(session: Session): Promise<void> {
    return session.rollback();
  }

  async releaseConnection(session: Session): Promise<void> {
    session.release();
  }

  destroy(): Promise<void> {
    return this.pool.end();
  }
}
