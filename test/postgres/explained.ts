// A store on PostgreSQL that has each statement explained just before it runs: where it is, with the values that it has.
import { CompiledQuery } from "kysely";
import pg from "pg";
import { z } from "zod";
import { databaseOn, types } from "../../src/db/postgres/connections.js";
import { PostgresDriver } from "../../src/db/postgres/driver.js";
import { openPostgres } from "../../src/db/postgres/engine.js";
import { createStore } from "../../src/db/store.js";
import type { Store } from "../../src/impersonation/ports/store.js";
import { type Plan, planOf } from "./plan.js";

type Session = Awaited<ReturnType<PostgresDriver["acquireConnection"]>>;

const explained = z.tuple([z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: z.unknown() })]) })]);

class ExplainingDriver extends PostgresDriver {
  readonly #inTransaction = new WeakSet<Session>();

  constructor(
    pool: pg.Pool,
    private readonly onPlan: (plan: Plan) => void,
  ) {
    super(pool, {});
  }

  override async acquireConnection(): Promise<Session> {
    const session = await super.acquireConnection();
    const execute = session.executeQuery.bind(session);
    const run = (sql: string) => execute(CompiledQuery.raw(sql));
    session.executeQuery = async (query) => {
      const isAlone = !this.#inTransaction.has(session);
      await run(isAlone ? "begin" : "savepoint before_it");
      const sql = `explain (analyze, buffers, costs off, timing off, format json) ${query.sql}`;
      try {
        const { rows } = await execute({ ...query, sql });
        this.onPlan(planOf(query.sql, explained.parse(rows)[0]["QUERY PLAN"][0].Plan));
      } finally {
        await run(isAlone ? "rollback" : "rollback to savepoint before_it");
      }
      return execute(query);
    };
    return session;
  }

  override beginTransaction(session: Session): Promise<void> {
    this.#inTransaction.add(session);
    return super.beginTransaction(session);
  }

  override commitTransaction(session: Session): Promise<void> {
    this.#inTransaction.delete(session);
    return super.commitTransaction(session);
  }

  override rollbackTransaction(session: Session): Promise<void> {
    this.#inTransaction.delete(session);
    return super.rollbackTransaction(session);
  }
}

export interface Explained {
  readonly store: Store;
  /** A statement that is not the store's. */
  ask(sql: string): Promise<unknown>;
}

/** `pg` plans a statement each time it runs, with its values, and so does this. */
export async function openExplained(databaseUrl: string, onPlan: (plan: Plan) => void): Promise<Explained> {
  const engine = await openPostgres(databaseUrl);
  const pool = new pg.Pool({ connectionString: databaseUrl, types });
  const database = databaseOn(new ExplainingDriver(pool, onPlan));
  const store = createStore({
    ...engine,
    durable: database,
    unsynced: database,
    async close() {
      await Promise.all([pool.end(), engine.close()]);
    },
  });
  return { store, ask: (sql) => database.executeQuery(CompiledQuery.raw(sql)) };
}
