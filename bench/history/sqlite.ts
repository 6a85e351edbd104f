// Past requests without number in an SQLite file.
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import SQLite from "better-sqlite3";
import { z } from "zod";
import { apartMs, dayMs, type History } from "./history.js";

const perTransaction = 10_000;
const cacheKilobytes = 500_000;

/** By table, the columns that have to be different in each copy. Integer keys count up by themselves. */
const own: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  requests: { id: "@id", number: "@number", delivery_key: "substr(@random, 1, length(delivery_key))" },
  sessions: { session_id: "'sess_' || substr(@random, 1, length(session_id) - 5)", request_id: "@id" },
  messages: {
    request_id: "@id",
    ts: "cast(substr(ts, 1, 10) - @agoMs / 1000 as integer) || substr(ts, 11)",
  },
  audit: { request_id: "@id" },
};

const columns = z.array(z.object({ name: z.string() }));
const ids = z.array(z.string()).min(1);

export class SqliteHistory implements History {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async isBusy(): Promise<boolean> {
    const database = new SQLite(this.#path, { readonly: true });
    try {
      return isBusy(database);
    } finally {
      database.close();
    }
  }

  async multiply(count: number, onProgress: (made: number) => void = () => {}): Promise<number> {
    const database = new SQLite(this.#path);
    try {
      if (isBusy(database)) throw new Error("a request still waits for something");
      database.pragma("synchronous = OFF");
      database.pragma(`cache_size = -${cacheKilobytes}`);
      const originals = ids.parse(database.prepare("select id from requests order by number").pluck().all());
      // The copies are older, and have the lower numbers.
      database.prepare("update requests set number = number + ? + (select max(number) from requests)").run(count);
      const copies = Object.keys(own).map((table) => copyOf(database, table));
      const bytesBefore = sizeOf(database, this.#path);
      const makeBatch = database.transaction((from: number, to: number) => {
        for (let made = from; made < to; made += 1) {
          const id = `req_${randomBytes(12).toString("base64url")}`;
          const random = randomBytes(48).toString("base64url");
          const agoMs = dayMs + (count - 1 - made) * apartMs;
          const values = { original: originals[made % originals.length], id, number: made + 1, random, agoMs };
          for (const copy of copies) copy.run(values);
        }
      });
      for (let made = 0; made < count; made += perTransaction) {
        makeBatch(made, Math.min(made + perTransaction, count));
        onProgress(Math.min(made + perTransaction, count));
      }
      return (sizeOf(database, this.#path) - bytesBefore) / count;
    } finally {
      database.close();
    }
  }

  async settle(): Promise<void> {}
}

function isBusy(database: SQLite.Database): boolean {
  const due =
    "select exists (select 1 from requests where due_at > 0) or exists (select 1 from messages where due_at > 0)";
  return database.prepare(due).pluck().get() === 1;
}

function copyOf(database: SQLite.Database, table: string): SQLite.Statement {
  const names = columns.parse(database.pragma(`table_info(${table})`)).map(({ name }) => name);
  const copied = names.filter((name) => name !== "id" || table === "requests");
  const values = copied.map((name) => own[table]?.[name] ?? earlier(name));
  const key = table === "requests" ? "id" : "request_id";
  const statement = `insert into ${table} (${copied.join(", ")}) select ${values.join(", ")} from ${table} where ${key} = @original`;
  return database.prepare(statement);
}

/** Times are moved, whatever the column is called: no other number is as large. */
function earlier(name: string): string {
  return `case when typeof(${name}) = 'integer' and ${name} > 1000000000000 then ${name} - @agoMs else ${name} end`;
}

function sizeOf(database: SQLite.Database, path: string): number {
  database.pragma("wal_checkpoint(TRUNCATE)");
  return statSync(path).size;
}
