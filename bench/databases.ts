// Where the measured bots store what they know: an SQLite file of their own each, or a schema each on one PostgreSQL.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { z } from "zod";
import type { Environment } from "../src/settings/config.js";
import { OwnServer } from "../test/database/own-server.js";

export interface Databases {
  /** PostgreSQL's version; undefined for SQLite. */
  readonly postgres: string | undefined;
  /** A new, empty database, as settings of a bot. */
  create(): Promise<Environment>;
  close(): Promise<void>;
}

/** A bot's own default is a file in its sandbox's folder. */
export const files: Databases = { postgres: undefined, create: async () => ({}), close: async () => {} };

const versions = z.tuple([z.object({ version: z.string() })]);

/** On TEST_POSTGRES_URL, or on a server of its own on loopback, as PostgreSQL comes: its commits wait for the disk. Throws `NotInstalled`. */
export async function schemas(): Promise<Databases> {
  const given = process.env.TEST_POSTGRES_URL;
  const own = given ? undefined : await OwnServer.start({ fsync: "on" });
  const url = own?.url ?? given;
  const made: string[] = [];
  const ask = async (statement: string): Promise<unknown> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(statement).finally(() => client.end());
    return rows;
  };
  return {
    postgres: versions.parse(await ask("select current_setting('server_version') as version"))[0].version,
    async create() {
      const schema = `bench_${randomUUID().replaceAll("-", "")}`;
      await ask(`create schema ${schema}`);
      made.push(schema);
      const address = new URL(url ?? "");
      address.searchParams.set("options", `-c search_path=${schema}`);
      return { DATABASE_URL: address.toString() };
    },
    async close() {
      if (own !== undefined) return own.remove();
      for (const schema of made.splice(0)) await ask(`drop schema ${schema} cascade`);
    },
  };
}
