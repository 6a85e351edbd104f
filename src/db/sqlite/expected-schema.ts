// Compares what a database is made of with what its migrations make. SQLite lets everybody who can write to the file drop a
// trigger, and then nothing keeps the audit from being changed any more.
import SQLite from "better-sqlite3";
import { Kysely, type QueryExecutorProvider, SqliteDialect, sql } from "kysely";
import { z } from "zod";
import { migrateTo } from "../engine/migrations.js";
import { schemaSyntax } from "./syntax.js";

const schemaObject = z.object({
  type: z.enum(["table", "index", "trigger", "view"]),
  name: z.string(),
  sql: z.string(),
});
type SchemaObject = z.infer<typeof schemaObject>;

// Not what SQLite and Kysely keep for themselves.
const objects = `select type, name, sql from sqlite_schema
  where sql is not null and substr(name, 1, 7) not in ('sqlite_', 'kysely_')`;
const migration = z.object({ name: z.string() });

/** The sentence about a database with that fault. */
export function changedSchema(path: string, fault: string): string {
  return `The database ${path} is not as Understudy made it: ${fault}. Somebody changed it, and what is on record may have been changed with it. Compare it with a backup; docs/operations.md says how to go on ("A database that somebody changed").`;
}

/**
 * The end of a sentence about the database, such as "the trigger audit_is_not_deleted is missing"; undefined where nothing is
 * wrong, or where a newer version made it. Tables, indexes and views of somebody else's are no fault.
 */
export async function schemaFault(database: QueryExecutorProvider): Promise<string | undefined> {
  const { rows } = await sql.raw("select max(name) as name from kysely_migration").execute(database);
  const expected = await expectedObjects(migration.parse(rows[0]).name);
  if (expected === undefined) return undefined;
  const found = await objectsOf(database);
  const faults = expected.flatMap((object) => {
    const same = found.find(({ type, name }) => type === object.type && name === object.name);
    if (same === undefined) return [`the ${object.type} ${object.name} is missing`];
    return bare(same.sql) === bare(object.sql) ? [] : [`the ${object.type} ${object.name} was changed`];
  });
  const added = found.filter(({ type, name }) => type === "trigger" && !expected.some((each) => each.name === name));
  faults.push(...added.map(({ name }) => `the trigger ${name} was added`));
  return faults.length === 0 ? undefined : faults.join(", ");
}

async function expectedObjects(last: string): Promise<readonly SchemaObject[] | undefined> {
  const database = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new SQLite(":memory:") }) });
  try {
    return (await migrateTo(database, schemaSyntax, last)) ? await objectsOf(database) : undefined;
  } finally {
    await database.destroy();
  }
}

async function objectsOf(database: QueryExecutorProvider): Promise<SchemaObject[]> {
  return z.array(schemaObject).parse((await sql.raw(objects).execute(database)).rows);
}

/** Versions of SQLite differ in the spaces and quotes that they write when a table is altered. */
function bare(text: string): string {
  return text.replace(/[\s"`]+/g, "").toLowerCase();
}
