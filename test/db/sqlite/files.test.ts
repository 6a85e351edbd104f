// The database on disk: private, durable, checked at start, and never touched where it is not ours.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import SQLite from "better-sqlite3";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../../src/db/sqlite/connections.js";
import { bringUpToDate } from "../../../src/db/sqlite/engine.js";
import { openStore } from "../../../src/db/store.js";
import { openStatuses, statuses } from "../../../src/impersonation/model/lifecycle.js";
import { asked, contents, open, scratch, scratchPath, sqliteFile } from "../scratch.js";

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test("the folders that it makes are its owner's alone", async () => {
  const path = scratchPath("var/understudy/understudy.db");
  await open(path);
  expect([dirname(path), dirname(dirname(path))].map(modeOf)).toEqual(["700", "700"]);
});

test("the file and what SQLite puts beside it are its owner's alone", async () => {
  const { path, store } = await scratch();
  await asked(store);
  expect(readdirSync(dirname(path)).sort()).toEqual(["understudy.db", "understudy.db-shm", "understudy.db-wal"]);
  expect(["", "-wal", "-shm"].map((ending) => modeOf(path + ending))).toEqual(["600", "600", "600"]);
});

test("a file that others could read is closed to them at start", async () => {
  const path = scratchPath();
  await (await openStore(`file:${path}`)).close();
  chmodSync(path, 0o644);
  await asked(await open(path));
  expect(["", "-wal", "-shm"].map((ending) => modeOf(path + ending))).toEqual(["600", "600", "600"]);
});

test.each(["file:", "file://"])("%s before the path is understood", async (prefix) => {
  const path = scratchPath();
  const store = await openStore(prefix + path);
  onTestFinished(() => store.close());
  expect(existsSync(path)).toBe(true);
});

test.each([
  ["journal_mode", "wal"],
  ["synchronous", 2],
  ["foreign_keys", 1],
  ["recursive_triggers", 1],
])("it works with %s = %s", async (pragma, value) => {
  const { durable: database, close } = await openDatabase(`file:${scratchPath()}`);
  onTestFinished(close);
  const { rows } = await sql`select * from ${sql.raw(`pragma_${pragma}`)}`.execute(database.withoutPlugins());
  expect(rows).toEqual([{ [pragma]: value }]);
});

test("every table of ours is strict", async () => {
  const tables = (await scratch()).plain
    .prepare("select name, strict from pragma_table_list where schema = 'main' and name not like 'sqlite_%'")
    .all();
  const ours = [
    "audit",
    "homes",
    "instances",
    "messages",
    "pending_replies",
    "requests",
    "sessions",
    "shared_tasks",
  ].map((name) => ({
    name,
    strict: 1,
  }));
  expect(tables).toEqual(expect.arrayContaining(ours));
  expect(tables.filter((table) => !JSON.stringify(table).includes("kysely"))).toHaveLength(ours.length);
});

test("what was stored is there after the next start, and each migration ran once", async () => {
  const path = scratchPath();
  const first = await openStore(`file:${path}`);
  const request = await asked(first, {}, ["card"]);
  await first.close();
  const connection = sqliteFile(path);
  const before = contents(connection);
  const ran = connection.prepare("select * from kysely_migration").all();
  const second = await open(path);
  expect(await second.get(request.id)).toEqual(request);
  expect(contents(connection)).toEqual(before);
  expect(connection.prepare("select * from kysely_migration").all()).toEqual(ran);
  expect(ran).toHaveLength(12);
});

/** Takes back what the Homes, the lists, and several processes brought. */
const dropLists = `drop table homes; drop table instances; drop table shared_tasks; drop index requests_of_actor;
  drop index requests_decided; drop index requests_open; drop index requests_claimed; drop index messages_claimed;
  drop index pending_replies_claimed;
  alter table messages drop column claimed_by; alter table pending_replies drop column claimed_by`;
const sinceShortIds = ["number", "asked_again_of", "reminded_at", "warned_at", "overdue_since", "claimed_by"];

test("requests from before they had short ids are numbered in the order in which they were asked", async () => {
  const path = scratchPath();
  const first = await openStore(`file:${path}`);
  const ids = ["req_c", "req_a", "req_b"];
  for (const [index, id] of ids.entries()) {
    await asked(first, { id, subjectId: `user_of_${id}`, askedAt: 1_800_000_000_000 + index });
  }
  await first.close();
  const connection = sqliteFile(path);
  connection.exec(dropLists);
  connection.exec("drop index requests_number");
  for (const column of sinceShortIds) connection.exec(`alter table requests drop column ${column}`);
  connection.exec("alter table messages drop column superseded_at");
  connection.exec("delete from kysely_migration where name >= '008-short-ids'");
  const store = await open(path);
  for (const [index, id] of ids.entries()) expect((await store.get(id))?.number).toBe(index + 1);
  expect((await asked(store, { id: "req_d", subjectId: "user_of_d" })).number).toBe(4);
});

test.each([
  ["approver_refused", null, "no_longer_allowed"],
  ["lookup_failed", "act_1", "no_longer_allowed"],
  ["subject_refused", "act_1", "no_longer_allowed"],
  ["subject_refused", null, "subject_refused"],
  ["clerk_plan", null, "clerk_plan"],
])(
  "a request that failed with %s (token %s) before the checks were one round failed with %s",
  async (old, token, now) => {
    const path = scratchPath();
    const first = await openStore(`file:${path}`);
    const { id } = await asked(first, {}, ["card"]);
    await first.close();
    const connection = sqliteFile(path);
    connection.prepare("update requests set status = 'failed', failure = ?, token_id = ?").run(old, token);
    connection.exec(dropLists);
    connection.exec("drop index requests_live");
    connection.exec("drop index requests_number");
    for (const column of [
      "subject_slack_id",
      "unverified_clashes",
      "token_revocation",
      "slack_code",
      ...sinceShortIds,
    ]) {
      connection.exec(`alter table requests drop column ${column}`);
    }
    connection.exec("alter table pending_replies drop column answered_at");
    connection.exec("alter table sessions drop column ended_at");
    connection.exec("alter table messages drop column superseded_at");
    connection.exec("delete from kysely_migration where name >= '004-one-round-of-checks'");
    const store = await open(path);
    expect(await store.get(id)).toMatchObject({ failure: now, subjectSlackId: null, unverifiedClashes: [] });
  },
);

test("the file knows the statuses that the rules know", async () => {
  const { plain: connection } = await scratch();
  const sqlOf = (name: string) =>
    String(connection.prepare("select sql from sqlite_schema where name = ?").pluck().get(name));
  const quoted = (list: readonly string[]) => list.map((status) => `'${status}'`).join(", ");
  expect(sqlOf("requests")).toContain(`check (status in (${quoted(statuses)}))`);
  expect(sqlOf("one_open_request")).toContain(`status in (${quoted(openStatuses)})`);
  expect(sqlOf("one_open_request_as_actor")).toContain(`status in (${quoted(openStatuses)})`);
});

test("to migrate twice does no harm", async () => {
  const path = scratchPath();
  const { durable: database, close } = await openDatabase(`file:${path}`);
  onTestFinished(close);
  await bringUpToDate(database, path);
  const schema = sqliteFile(path).prepare("select * from sqlite_schema").all();
  await bringUpToDate(database, path);
  expect(sqliteFile(path).prepare("select * from sqlite_schema").all()).toEqual(schema);
});

test("a database that a newer version wrote is refused in one sentence, and stays as it was", async () => {
  const path = scratchPath();
  await (await openStore(`file:${path}`)).close();
  const connection = sqliteFile(path);
  connection.exec("insert into kysely_migration values ('002-of-tomorrow', '2027-01-01T00:00:00.000Z')");
  const before = connection.serialize();
  await expect(openStore(`file:${path}`)).rejects.toMatchObject({
    name: "StoreError",
    message: `The database ${path} was written by a newer Understudy (002-of-tomorrow). Start that version.`,
  });
  expect(connection.serialize().equals(before)).toBe(true);
});

test("a file that is no database is refused in one sentence, and its content stays as it was", async () => {
  const path = scratchPath("notes.txt");
  writeFileSync(path, "Invoices of January, not to be lost.\n".repeat(100));
  const before = readFileSync(path);
  await expect(openStore(`file:${path}`)).rejects.toMatchObject({
    name: "StoreError",
    message: `The database ${path} can't be opened: it is not an SQLite database. Is DATABASE_URL right? If so, restore it from a backup.`,
  });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(dirname(path))).toEqual(["notes.txt"]);
});

function spoilHeader(path: string): void {
  writeFileSync(path, readFileSync(path).fill(0x5a, 0, 64));
}

/** One page in the middle, of an index that no start needs. */
function spoilMiddle(path: string): void {
  const connection = new SQLite(path);
  const page = connection
    .prepare("select rootpage from sqlite_schema where name = 'messages_of_request'")
    .pluck()
    .get();
  connection.close();
  writeFileSync(path, readFileSync(path).fill(0x5a, (Number(page) - 1) * 4096, Number(page) * 4096));
}

test.each([
  ["header", spoilHeader, "it is not an SQLite database. Is DATABASE_URL right? If so, restore it from a backup"],
  ["page in the middle", spoilMiddle, "it is damaged; restore it from a backup"],
])("a database with a damaged %s is refused in one sentence, and stays as it was", async (_, spoil, reason) => {
  const path = scratchPath();
  await (await openStore(`file:${path}`)).close();
  spoil(path);
  const before = readFileSync(path);
  await expect(openStore(`file:${path}`)).rejects.toMatchObject({
    name: "StoreError",
    message: `The database ${path} can't be opened: ${reason}.`,
  });
  expect(readFileSync(path).equals(before)).toBe(true);
});

test("a folder in the file's place is refused in one sentence", async () => {
  const path = scratchPath("understudy.db");
  mkdirSync(path);
  await expect(openStore(`file:${path}`)).rejects.toMatchObject({
    name: "StoreError",
    message: expect.stringMatching(/^The database .*understudy\.db can't be opened: .*\.$/),
  });
});

test.each([
  ["by our names", "create table audit (id integer primary key, note text); insert into audit values (1, 'theirs')"],
  ["by other names", "create table notes (id integer primary key, note text); insert into notes values (1, 'theirs')"],
])("a database with tables of somebody else's %s is refused, and stays as it was", async (_names, statements) => {
  const path = scratchPath("theirs.db");
  const theirs = new SQLite(path);
  onTestFinished(() => {
    theirs.close();
  });
  theirs.exec(statements);
  chmodSync(path, 0o644);
  const before = readFileSync(path);
  await expect(openStore(`file:${path}`)).rejects.toMatchObject({
    name: "StoreError",
    message: `The database ${path} belongs to another program. Give Understudy a file of its own.`,
  });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(modeOf(path)).toBe("644");
});

test("a start that failed leaves no process holding the file", async () => {
  const path = scratchPath("theirs.db");
  const theirs = sqliteFile(path);
  theirs.exec("create table requests (id)");
  await expect(openStore(`file:${path}`)).rejects.toThrow("belongs to another program");
  theirs.exec("drop table requests");
  await asked(await open(path));
});
