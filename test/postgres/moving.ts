// What is moved in tests, where it goes, and a way to stop a move in its middle.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { openStore } from "../../src/db/store.js";
import type { Store } from "../../src/impersonation/ports/store.js";
import { connect, type Plain } from "../database/plain.js";
import { newSchema } from "../database/scratch-schema.js";
import { asked, brought } from "../db/scratch.js";

/** A folder that goes away with the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "understudy-move-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An SQLite database that a bot has had, and left. */
export async function leftDatabase(fill: (store: Store) => Promise<unknown> = async () => {}) {
  const path = join(scratchFolder(), "understudy.db");
  const url = `file:${path}`;
  const store = await openStore(url);
  try {
    await store.renewLease();
    await fill(store);
    await store.endLease();
  } finally {
    await store.close();
  }
  return { path, url };
}

/** One with so many closed requests. */
export async function longHistory(count: number) {
  const left = await leftDatabase(async (store) => {
    await brought(store, await asked(store, {}, ["card"]), "denied");
  });
  const source = connect(left.path);
  const copies = (table: string, own: Readonly<Record<string, string>>) => {
    const names = source.prepare(`select name from pragma_table_info('${table}')`).pluck().all().map(String);
    const copied = names.filter((name) => name !== "id" || own.id !== undefined);
    source.exec(`with recursive counter (n) as (select 2 union all select n + 1 from counter where n < ${count})
      insert into ${table} (${copied.join(", ")}) select ${copied.map((name) => own[name] ?? name).join(", ")}
      from counter, ${table} where n <= ${count} and ${table}.${own.id === undefined ? "request_id" : "id"} = 'req_1'`);
  };
  copies("requests", { id: "'req_' || n", delivery_key: "'key ' || n", number: "n" });
  copies("messages", { request_id: "'req_' || n" });
  copies("audit", { request_id: "'req_' || n" });
  source.close();
  return left;
}

const keyed = z.record(z.string(), z.unknown());

/** All rows of a table, in the order of their keys, which are numbers or ASCII. */
export function rowsOf(database: string, table: string, key: string): unknown[] {
  const connection = connect(database);
  try {
    const rows = z.array(keyed).parse(connection.prepare(`select * from ${table}`).all());
    const keyOf = (row: z.output<typeof keyed>) =>
      String(row[key]).padStart(typeof row[key] === "number" ? 16 : 0, "0");
    return rows.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  } finally {
    connection.close();
  }
}

/** PostgreSQL's database for one test: its address, and a connection to it. */
export function newTarget(): { url: string; plain: Plain } {
  const url = newSchema();
  return { url, plain: connect(url) };
}

/** One in which the tables are made already. */
export async function migratedTarget() {
  const target = newTarget();
  await (await openStore(target.url)).close();
  return target;
}

let lastGate = 7_000_000;

/** A move waits at its first row of `messages`, by which time requests were copied, until the gate is opened. */
export function gateAtMessages(plain: Plain) {
  lastGate += 1;
  // Files run beside each other on one server.
  const gate = lastGate + process.pid * 100;
  const ask = (query: string) => plain.prepare(query).pluck().get();
  const waiting = `from pg_locks where locktype = 'advisory' and objid = ${gate} and not granted`;
  ask(`select pg_advisory_lock(${gate})`);
  plain.exec(`create function wait_at_gate() returns trigger language plpgsql set lock_timeout = 0 as $$
    begin perform pg_advisory_xact_lock(${gate}); return new; end $$`);
  plain.exec("create trigger gate before insert on messages for each row execute function wait_at_gate()");
  return {
    isReached: () => ask(`select count(*) ${waiting}`) === 1,
    cutConnection: () => ask(`select pg_terminate_backend(pid) ${waiting}`),
    open: () => ask(`select pg_advisory_unlock(${gate})`),
  };
}
