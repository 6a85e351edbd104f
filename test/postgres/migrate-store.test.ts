// Moving a database from SQLite to PostgreSQL: everything comes along and is proved to be the same, or nothing does.
import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { moveDatabase } from "../../src/db/move/move.js";
import { batchSize, tables } from "../../src/db/move/tables.js";
import { openStore } from "../../src/db/store.js";
import { statuses } from "../../src/impersonation/model/lifecycle.js";
import type { Store } from "../../src/impersonation/ports/store.js";
import { listeningOn } from "../database/listening.js";
import { connect, tablesOf } from "../database/plain.js";
import { asked, brought, hour, minute, people, plain, t0 } from "../db/scratch.js";
import { gateAtMessages, leftDatabase, longHistory, migratedTarget, newTarget, rowsOf } from "./moving.js";

/** How long a test waits for a move to come to a point. */
const reached = { timeout: 10_000 };

const oddReasons = [
  "emoji 🕵️‍♀️, accents é and é, 中文, עברית",
  'quotes " \' \\ and \\u0000, {"json": [1, null]}, $1 and ?',
  "lines\nand\ttabs\r\n",
  "half an emoji \ud83d here, and the sign for what is unreadable: \u{fffd}",
  "",
];

/** Requests of every status, with messages, sessions, a pending reply and a followed Home. */
async function everything(store: Store): Promise<void> {
  for (const [index, status] of statuses.entries()) {
    const reason = oddReasons[index % oddReasons.length] ?? "";
    const request = await asked(store, { id: `req_${status}`, actorSlackId: `U${index}`, reason }, ["card"]);
    await brought(store, request, status);
    await store.claimSessions(request.id, [`sess_${status}`, `sess_${status.toUpperCase()}`]);
  }
  await store.sessionsEnded(["sess_ended"], t0 + minute);
  for (const kind of ["ask", "click"] as const) {
    await store.addPendingReply({ key: `key of ${kind}`, userId: people.alice, kind, viewId: null, at: t0 });
  }
  await store.homeOpened(people.carol, t0);
  await store.takeTurn("a shared task", t0, minute);
}

test("every row of every table comes along as it is, and each table is told with its count and digest", async () => {
  const { path, url } = await leftDatabase(everything);
  // A bot that was killed on a machine whose clock was ahead.
  plain(path).exec(`update instances set lease_until = ${Date.now() + hour}`);
  const target = newTarget();
  const moved = await moveDatabase(url, target.url);
  for (const { name, key } of tables) {
    const rows = rowsOf(path, name, key);
    expect(rows.length).toBeGreaterThan(0);
    expect(moved.tables.find((table) => table.name === name)?.rows).toBe(rows.length);
    const known = name === "instances" ? rows.map((row) => ({ ...Object(row), lease_until: 0 })) : rows;
    expect(rowsOf(target.url, name, key)).toEqual(known);
  }
  const kept = tablesOf(target.plain).filter((name) => !name.startsWith("kysely_"));
  expect(moved.tables.map(({ name }) => name).sort()).toEqual(kept.sort());
});

test("a digest is that of the columns' names and the rows in the order of their keys, as lines of JSON", async () => {
  const { path, url } = await leftDatabase(everything);
  const { tables: moved } = await moveDatabase(url, newTarget().url);
  const rows = plain(path).prepare("select session_id, request_id, ended_at from sessions order by session_id").all();
  const lines = rows.map((row) => {
    const { session_id, request_id, ended_at } = Object(row);
    return JSON.stringify([ended_at, request_id, session_id]);
  });
  const text = ['["ended_at","request_id","session_id"]', ...lines, ""].join("\n");
  const digest = createHash("sha256").update(text).digest("hex");
  expect(moved.find(({ name }) => name === "sessions")?.digest).toBe(digest);
});

test("what comes next is numbered from there, and the audit is kept and other processes hear of changes as before", async () => {
  const { path, url } = await leftDatabase(everything);
  const source = connect(path);
  // The number of a message that was removed does not come again either.
  source.exec("update sqlite_sequence set seq = 500 where name = 'messages'");
  source.close();
  const target = newTarget();
  await moveDatabase(url, target.url);
  const audited = target.plain.prepare("select max(id) from audit").pluck().get();
  const { heard, until } = await listeningOn(target.url);
  const other = await openStore(target.url);
  await asked(other, { id: "req_next", actorSlackId: people.dave }, ["card"]);
  await until(() => heard.includes("req_next"));
  await other.close();
  const next = target.plain.prepare("select min(id) from audit where request_id = 'req_next'").pluck().get();
  expect(next).toBe(Number(audited) + 1);
  expect(target.plain.prepare("select max(id) from messages").pluck().get()).toBe(501);
  expect(() => target.plain.exec("delete from audit")).toThrow(/never changed, deleted or replaced/);
});

test("an empty database is moved, too, and the first request gets the first number", async () => {
  const { url } = await leftDatabase();
  const target = newTarget();
  await moveDatabase(url, target.url);
  const store = await openStore(target.url);
  expect(await asked(store, {}, ["card"])).toMatchObject({ number: 1 });
  await store.close();
  expect(target.plain.prepare("select id from audit").pluck().all()).toEqual([1]);
  expect(target.plain.prepare("select id from messages").pluck().all()).toEqual([1]);
});

test.each([batchSize, batchSize + 1, 20_000])("of %i requests none is lost or doubled", async (count) => {
  const { path, url } = await longHistory(count);
  const target = newTarget();
  const moved = await moveDatabase(url, target.url);
  expect(moved.tables.find(({ name }) => name === "requests")?.rows).toBe(count);
  for (const table of ["requests", "messages", "audit"]) {
    // As text: a list of so many rows is compared slowly.
    const [source, copy] = [path, target.url].map((database) => JSON.stringify(rowsOf(database, table, "id")));
    expect(copy === source).toBe(true);
  }
});

test("a long move says how far it is", async () => {
  const { url } = await longHistory(34_000);
  const steps: string[] = [];
  await moveDatabase(url, newTarget().url, (step) => steps.push(step));
  expect(steps).toEqual([
    "Checking the source",
    expect.stringMatching(/^Copied 100\d{3} of 13\d{4} rows$/),
    "Comparing both",
  ]);
});

test("a NUL, which PostgreSQL can't store, becomes U+FFFD, and it is told where", async () => {
  const { path, url } = await leftDatabase(async (store) => {
    await asked(store, { reason: "a\0b\0" });
    await asked(store, { id: "req_2", actorSlackId: people.dave });
  });
  const target = newTarget();
  const moved = await moveDatabase(url, target.url);
  expect(moved.nuls).toEqual({ count: 1, first: ["requests req_1 reason"] });
  const reasons = "select reason from requests where id = 'req_1'";
  expect(target.plain.prepare(reasons).pluck().get()).toBe("a\u{fffd}b\u{fffd}");
  expect(plain(path).prepare(reasons).pluck().get()).toBe("a\0b\0");
});

test.each([
  ["requests", "new.reason := upper(new.reason); return new"],
  ["sessions", "if new.session_id like '%SSUED' then return null; end if; return new"],
  ["homes", "new.opened_at := new.opened_at + 1; return new"],
])(
  "where a row of %s does not arrive as it was, the copy is refused, and the next one is not",
  async (table, change) => {
    const { url } = await leftDatabase(everything);
    const target = await migratedTarget();
    target.plain.exec(`create function spoil() returns trigger language plpgsql as $$ begin ${change}; end $$`);
    target.plain.exec(`create trigger spoilt before insert on ${table} for each row execute function spoil()`);
    await expect(moveDatabase(url, target.url)).rejects.toThrow(
      new RegExp(
        `^Nothing was moved: the copy of the table ${table} is not what was copied\\. .* such as a trigger\\?$`,
      ),
    );
    expect(target.plain.prepare("select count(*) from requests").pluck().get()).toBe(0);
    target.plain.exec(`drop trigger spoilt on ${table}`);
    await moveDatabase(url, target.url);
  },
);

test("a connection that is lost in the middle leaves nothing behind, and the next move succeeds", async () => {
  const { url } = await leftDatabase(everything);
  const target = await migratedTarget();
  const gate = gateAtMessages(target.plain);
  const refused = expect(moveDatabase(url, target.url)).rejects.toThrow(/^Nothing was moved\. The database postgres:/);
  await vi.waitFor(() => expect(gate.isReached()).toBe(true), reached);
  gate.cutConnection();
  await refused;
  gate.open();
  expect(target.plain.prepare("select count(*) from requests").pluck().get()).toBe(0);
  const { tables: moved } = await moveDatabase(url, target.url);
  expect(moved.find(({ name }) => name === "requests")?.rows).toBe(statuses.length);
});

test("while a move is under way neither another one nor a bot writes to what it fills", async () => {
  const { url } = await leftDatabase(everything);
  const target = await migratedTarget();
  const gate = gateAtMessages(target.plain);
  const first = moveDatabase(url, target.url);
  await vi.waitFor(() => expect(gate.isReached()).toBe(true), reached);
  const [move, bot] = await Promise.allSettled([
    leftDatabase(everything).then((other) => moveDatabase(other.url, target.url)),
    openStore(target.url),
  ]);
  expect(move).toMatchObject({
    reason: { message: expect.stringMatching(/^Nothing was moved: something else works with the database postgres:/) },
  });
  expect(bot).toMatchObject({ reason: { message: expect.stringMatching(/another program holds a lock there/) } });
  gate.open();
  await first;
  const later = await openStore(target.url);
  expect((await later.renewLease()).gone.length).toBe(rowsOf(target.url, "instances", "id").length - 1);
  await later.close();
});

test("of two moves at the same time the second one finds the database filled", async () => {
  const { url } = await leftDatabase(everything);
  const target = await migratedTarget();
  const gate = gateAtMessages(target.plain);
  const first = moveDatabase(url, target.url);
  await vi.waitFor(() => expect(gate.isReached()).toBe(true), reached);
  const other = await leftDatabase(async (store) => {
    await asked(store, { id: "req_other", actorSlackId: people.dave, subjectId: "user_other" });
  });
  const second = expect(moveDatabase(other.url, target.url)).rejects.toThrow(/is not empty/);
  const waiting = `select count(*) from pg_locks where relation = 'requests'::regclass and not granted`;
  await vi.waitFor(() => expect(target.plain.prepare(waiting).pluck().get()).toBe(1), reached);
  gate.open();
  await Promise.all([first, second]);
  expect(target.plain.prepare("select count(*) from requests").pluck().get()).toBe(statuses.length);
});

test("what another program writes to the source meanwhile is not moved, and is not in the way", async () => {
  const { path, url } = await leftDatabase(everything);
  const target = newTarget();
  const before = rowsOf(path, "requests", "id");
  await moveDatabase(url, target.url, (step) => {
    if (step !== "Comparing both") return;
    const source = connect(path);
    source.exec("update requests set tries = 77");
    source.close();
  });
  expect(rowsOf(target.url, "requests", "id")).toEqual(before);
  expect(plain(path).prepare("select distinct tries from requests").pluck().all()).toEqual([77]);
});

test("a database whose text has the collation of a language is moved, too", async () => {
  const { url } = await leftDatabase(everything);
  const target = await migratedTarget();
  target.plain.exec(`alter table sessions alter column session_id type text collate "und-x-icu"`);
  const sorted = "select session_id from sessions order by session_id";
  await moveDatabase(url, target.url);
  const [first, second] = target.plain.prepare(sorted).pluck().all();
  expect([first, second]).toEqual(["sess_active", "sess_ACTIVE"]);
});
