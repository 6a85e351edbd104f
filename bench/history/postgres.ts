// Past requests without number on PostgreSQL: the server copies those that the bot's database has.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { z } from "zod";
import { apartMs, dayMs, type History } from "./history.js";

const perTransaction = 20_000;

/** By table, the columns that have to be different in each copy. Integer keys count up by themselves. */
const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  requests: {
    id: "copy.id",
    number: "copy.made + 1",
    delivery_key: "left(encode(sha256(copy.id::bytea), 'hex'), length(source.delivery_key))",
  },
  sessions: {
    session_id: "'sess_' || left(encode(sha256(copy.id::bytea), 'hex'), length(source.session_id) - 5)",
    request_id: "copy.id",
  },
  messages: {
    request_id: "copy.id",
    ts: "(substr(source.ts, 1, 10)::bigint - copy.ago_ms / 1000)::text || substr(source.ts, 11)",
  },
  audit: { request_id: "copy.id" },
};
const tables = Object.keys(own);

const columns = z.array(z.object({ name: z.string(), type: z.string() }));
const ids = z.array(z.object({ id: z.string() })).min(1);
const busy = z.tuple([z.object({ busy: z.boolean() })]);
const size = z.tuple([z.object({ bytes: z.coerce.number() })]);

export class PostgresHistory implements History {
  readonly #url: string;

  constructor(databaseUrl: string) {
    this.#url = databaseUrl;
  }

  isBusy(): Promise<boolean> {
    return this.#connected(isBusy);
  }

  multiply(count: number, onProgress: (made: number) => void = () => {}): Promise<number> {
    return this.#connected(async (client) => {
      if (await isBusy(client)) throw new Error("a request still waits for something");
      await client.query("set synchronous_commit to off");
      const originals = ids.parse((await client.query("select id from requests order by number")).rows);
      // The copies are older, and have the lower numbers.
      await client.query("update requests set number = number + $1 + (select max(number) from requests)", [count]);
      const bytesBefore = await sizeOf(client);
      const copies: string[] = [];
      for (const table of tables) {
        // Apart from the copies, so that finding them takes no longer the more there are.
        await client.query(`create temporary table original_${table} as table ${table}`);
        copies.push(await copyOf(client, table));
      }
      // Nobody is to hear of them.
      for (const table of ["requests", "messages"]) await client.query(`alter table ${table} disable trigger user`);
      const salt = randomUUID();
      for (let from = 0; from < count; from += perTransaction) {
        const to = Math.min(from + perTransaction, count);
        const values = [originals.map(({ id }) => id), salt, from, to - 1, count];
        await client.query("begin");
        for (const copy of copies) await client.query(copy, values);
        await client.query("commit");
        onProgress(to);
      }
      for (const table of ["requests", "messages"]) await client.query(`alter table ${table} enable trigger user`);
      return ((await sizeOf(client)) - bytesBefore) / count;
    });
  }

  /** What the server does by itself some time after so many changes. */
  async settle(): Promise<void> {
    await this.#connected(async (client) => {
      for (const table of tables) await client.query(`vacuum (analyze) ${table}`);
      await client.query("checkpoint").catch(() => {
        // Not everybody may; then it comes by itself.
      });
    });
  }

  async #connected<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.#url, application_name: "bench" });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

async function isBusy(client: pg.Client): Promise<boolean> {
  const due =
    "select exists (select from requests where due_at > 0) or exists (select from messages where due_at > 0) as busy";
  return busy.parse((await client.query(due)).rows)[0].busy;
}

async function copyOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query(
    `select column_name as name, data_type as type from information_schema.columns
      where table_schema = current_schema() and table_name = $1 order by ordinal_position`,
    [table],
  );
  const copied = columns.parse(rows).filter(({ name }) => name !== "id" || table === "requests");
  const values = copied.map(({ name, type }) => own[table]?.[name] ?? earlier(name, type));
  const key = table === "requests" ? "id" : "request_id";
  return `with copy as (
      select made, ($1::text[])[made % cardinality($1::text[]) + 1] as original,
        'req_' || left(md5($2::text || made), 16) as id, ${dayMs} + ($5::bigint - 1 - made) * ${apartMs} as ago_ms
      from generate_series($3::bigint, $4::bigint) as made)
    insert into ${table} (${copied.map(({ name }) => name).join(", ")})
    select ${values.join(", ")} from copy join original_${table} as source on source.${key} = copy.original
    order by copy.made, source.${table === "sessions" ? "session_id" : "id"}`;
}

/** Times are moved, whatever the column is called: no other number is as large. */
function earlier(name: string, type: string): string {
  const column = `source.${name}`;
  return type === "bigint"
    ? `case when ${column} > 1000000000000 then ${column} - copy.ago_ms else ${column} end`
    : column;
}

async function sizeOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query(
    "select sum(pg_total_relation_size(name::regclass)) as bytes from unnest($1::text[]) as name",
    [tables],
  );
  return size.parse(rows)[0].bytes;
}
