// What Kysely's migrations ask about tables, answered for the connection's own schema alone: others may be anybody's.
import {
  type DatabaseIntrospector,
  type DatabaseMetadata,
  type Kysely,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from "kysely";
import { z } from "zod";

const tables = z.array(z.object({ schema: z.string(), name: z.string() }));

export class OwnSchema implements DatabaseIntrospector {
  constructor(private readonly database: Kysely<unknown>) {}

  async getSchemas(): Promise<SchemaMetadata[]> {
    return [];
  }

  async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql`select schemaname as schema, tablename as name from pg_tables
      where schemaname = current_schema()`.execute(this.database);
    return tables.parse(rows).map((table) => ({ ...table, isView: false, isForeign: false, columns: [] }));
  }

  async getMetadata(): Promise<DatabaseMetadata> {
    return { tables: await this.getTables() };
  }
}
