// The PostgreSQL database that is moved to: required to be empty, locked, filled and read back in one transaction.
import { type Kysely, sql, type Transaction } from "kysely";
import { z } from "zod";
import { nameOf } from "../../database-url.js";
import type { Schema } from "../engine/schema.js";
import { StoreError } from "../engine/store-error.js";
import { ownNamespace, querySyntax } from "../postgres/syntax.js";
import { batchSize, type Row, type Table, tables } from "./tables.js";

type Plain = Kysely<Schema>;

const namesFound = z.array(z.object({ name: z.string() }));
const answer = z.tuple([z.object({ found: z.boolean() })]);
const counted = z.tuple([z.object({ rows: z.number() })]);

/** Throws `StoreError` where the database holds something, or where a bot works on it. */
export async function requireEmpty(database: Plain, databaseUrl: string): Promise<void> {
  const name = nameOf(databaseUrl);
  const own = sql`select tablename as name from pg_tables where schemaname = current_schema()`;
  const there = new Set(namesFound.parse((await own.execute(database)).rows).map((found) => found.name));
  for (const table of tables.filter((each) => there.has(each.name))) {
    if (table.ofProcesses || !(await holds(database, sql`from ${sql.table(table.name)}`))) continue;
    throw new StoreError(
      `The database ${name} is not empty: there are rows in its table ${table.name}. Nothing is replaced, so give an empty database, or one in which Understudy was never used.`,
    );
  }
  if (there.has("instances") && (await holds(database, sql`from instances where lease_until > ${querySyntax.now}`))) {
    throw new StoreError(
      `An Understudy works with the database ${name}, or did so seconds ago. Stop it, and move again.`,
    );
  }
}

async function holds(database: Plain, rows: ReturnType<typeof sql>): Promise<boolean> {
  const [{ found }] = answer.parse((await sql`select exists (select 1 ${rows}) as found`.execute(database)).rows);
  return found;
}

/** The tables in the transaction that fills them. Until it ends, others can read what was there before, and write nothing. */
export class Target {
  private constructor(private readonly tx: Transaction<Schema>) {}

  /** Its tables were made already. */
  static async lock(tx: Transaction<Schema>, databaseUrl: string): Promise<Target> {
    await sql`lock table ${sql.join(tables.map(({ name }) => sql.table(name)))} in exclusive mode`.execute(tx);
    await requireEmpty(tx, databaseUrl);
    for (const { name } of tables.filter(({ ofProcesses }) => ofProcesses)) {
      await sql`delete from ${sql.table(name)}`.execute(tx);
    }
    return new Target(tx);
  }

  /** Other processes hear of each change, and here of nothing: there are none. */
  async announce(whether: "enable" | "disable"): Promise<void> {
    const { rows } = await sql`select tgname as name, relname as table from pg_trigger
      join pg_class on pg_class.oid = tgrelid
      where relnamespace = ${ownNamespace} and tgname in ('request_is_announced', 'message_is_announced')`.execute(
      this.tx,
    );
    for (const { name, table } of z.array(z.object({ name: z.string(), table: z.string() })).parse(rows)) {
      await sql`alter table ${sql.table(table)} ${sql.raw(whether)} trigger ${sql.ref(name)}`.execute(this.tx);
    }
  }

  /** Each row has all `columns`. */
  async add({ name }: Table, columns: readonly string[], rows: readonly Row[]): Promise<void> {
    const all = sql.join(columns.map((column) => sql.ref(column)));
    const typed = sql`json_populate_recordset(null::${sql.table(name)}, ${JSON.stringify(rows)}::json)`;
    await sql`insert into ${sql.table(name)} (${all}) select ${all} from ${typed}`.execute(this.tx);
  }

  async countOf({ name }: Table): Promise<number> {
    const [{ rows }] = counted.parse(
      (await sql`select count(*) as rows from ${sql.table(name)}`.execute(this.tx)).rows,
    );
    return rows;
  }

  /** In the order of the key; of text by its bytes, as SQLite has it. */
  async *batchesOf({ name, key, counts }: Table, columns: readonly string[]): AsyncGenerator<readonly Row[]> {
    const all = sql.join(columns.map((column) => sql.ref(column)));
    const order = counts ? sql.ref(key) : sql`${sql.ref(key)} collate "C"`;
    await sql`declare copied no scroll cursor for select ${all} from ${sql.table(name)} order by ${order}`.execute(
      this.tx,
    );
    for (;;) {
      const { rows } = await sql<Row>`fetch ${sql.lit(batchSize)} from copied`.execute(this.tx);
      if (rows.length === 0) break;
      yield rows;
    }
    await sql`close copied`.execute(this.tx);
  }

  /** The next row's number comes after `last`. */
  async countFrom({ name, key }: Table, last: number): Promise<void> {
    await sql`select setval(pg_get_serial_sequence(${name}, ${key}), ${Math.max(last, 1)}, ${last > 0})`.execute(
      this.tx,
    );
  }

  /** No process of the old database lives: what they had claimed is taken over by the first bot that starts. */
  async endLeases(): Promise<void> {
    await sql`update instances set lease_until = 0`.execute(this.tx);
  }

  /** Otherwise queries would be planned as for empty tables until the server looks by itself. */
  async analyze(): Promise<void> {
    await sql`analyze ${sql.join(tables.map(({ name }) => sql.table(name)))}`.execute(this.tx);
  }
}
