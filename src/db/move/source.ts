// The SQLite file that is moved: held so that no bot uses it meanwhile, checked, and only ever read.
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import SQLite from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { z } from "zod";
import { migrationNames } from "../engine/migrations.js";
import { StoreError } from "../engine/store-error.js";
import { isIntact, isUnderstudyDatabase } from "../sqlite/connections.js";
import { damaged, pathOf, unusable } from "../sqlite/database-file.js";
import { changedSchema, schemaFault } from "../sqlite/expected-schema.js";
import { acquireInstanceLock } from "../sqlite/instance-lock.js";
import { batchSize, type Row, type Table } from "./tables.js";

const names = z.array(z.string());
const rowShape = z.record(z.string(), z.unknown());
const lastNumber = z.number().int();

export class Source {
  private constructor(
    readonly path: string,
    private readonly database: SQLite.Database,
    private readonly release: () => void,
  ) {}

  /** `databaseUrl` is `file:<path>`. Throws `StoreError`. */
  static async open(databaseUrl: string): Promise<Source> {
    const path = resolve(pathOf(databaseUrl));
    if (!existsSync(path)) throw new StoreError(`There is no database ${path} to move. Is --from right?`);
    if (statSync(path).isDirectory()) throw new StoreError(`The database ${path} can't be opened: it is a folder.`);
    const release = await acquireInstanceLock(databaseUrl, { waitMs: 0 });
    let database: SQLite.Database | undefined;
    try {
      database = new SQLite(path, { readonly: true, fileMustExist: true });
      // What another program writes from here on is not seen: everything is read as it is now.
      database.exec("begin");
      await check(database, path);
      return new Source(path, database, release);
    } catch (error) {
      database?.close();
      release();
      throw unreadable(path, error);
    }
  }

  columnsOf({ name }: Table): string[] {
    return names.parse(this.database.prepare("select name from pragma_table_info(?) order by name").pluck().all(name));
  }

  /**
   * In the order of the key. PostgreSQL's text takes no NUL: U+FFFD stands for it, as in what the bot writes there. `onNul` is
   * called with each such value's row and column.
   */
  *batchesOf(table: Table, onNul: (row: Row, column: string) => void = () => {}): Generator<readonly Row[]> {
    let batch: Row[] = [];
    try {
      for (const each of this.database.prepare(`select * from "${table.name}" order by "${table.key}"`).iterate()) {
        batch.push(withoutNul(rowShape.parse(each), onNul));
        if (batch.length < batchSize) continue;
        yield batch;
        batch = [];
      }
    } catch (error) {
      throw unreadable(this.path, error);
    }
    if (batch.length > 0) yield batch;
  }

  /** Counted by SQLite, whatever `batchesOf` gives. */
  countOf({ name }: Table): number {
    return Number(this.database.prepare(`select count(*) from "${name}"`).pluck().get());
  }

  /** The last number that a row of it got, be the row there or not; 0 for none. */
  lastNumberOf({ name, key }: Table): number {
    const query = `select max(coalesce((select max("${key}") from "${name}"), 0),
      coalesce((select seq from sqlite_sequence where name = ?), 0))`;
    return lastNumber.parse(this.database.prepare(query).pluck().get(name));
  }

  close(): void {
    this.database.close();
    this.release();
  }
}

function unreadable(path: string, error: unknown): StoreError {
  return unusable("The database", path, error, "can't be read", "move it again");
}

async function check(database: SQLite.Database, path: string): Promise<void> {
  if (!isUnderstudyDatabase(database)) {
    throw new StoreError(`The file ${path} is no database of Understudy's. Is --from right?`);
  }
  // The whole of it: rows are read by their index, in which one could be missing.
  if (!isIntact(database, "integrity_check")) throw new StoreError(damaged(path));
  const ran = names.parse(database.prepare("select name from kysely_migration").pluck().all());
  const unknown = ran.find((name) => !migrationNames.includes(name));
  if (unknown !== undefined) {
    throw new StoreError(
      `The database ${path} was written by a newer Understudy (${unknown}). Move it with that version.`,
    );
  }
  // It is not brought up to date here: nothing is written to what may be needed again as it is.
  if (ran.length < migrationNames.length) {
    throw new StoreError(
      `The database ${path} was written by an older Understudy. Start this version on it once, which brings it up to date, stop it, and move it again.`,
    );
  }
  const fault = await schemaFault(new Kysely({ dialect: new SqliteDialect({ database }) }));
  if (fault !== undefined) throw new StoreError(changedSchema(path, fault));
}

function withoutNul(row: Row, onNul: (row: Row, column: string) => void): Row {
  const changed = Object.entries(row).flatMap(([column, value]) => {
    if (typeof value !== "string" || !value.includes("\0")) return [];
    onNul(row, column);
    return [[column, value.replaceAll("\0", "\u{fffd}")] as const];
  });
  return changed.length === 0 ? row : { ...row, ...Object.fromEntries(changed) };
}
