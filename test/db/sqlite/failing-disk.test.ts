// A disk that takes no more writes: nothing is half stored, the rules are told in their own words, and it heals.

import { statSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { sql } from "kysely";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Database } from "../../../src/db/engine/engine.js";
import { createRequestStore } from "../../../src/db/requests.js";
import { openDatabase } from "../../../src/db/sqlite/connections.js";
import { bringUpToDate, openSqlite } from "../../../src/db/sqlite/engine.js";
import { openStore } from "../../../src/db/store.js";
import type { AuditEntry } from "../../../src/impersonation/model/audit.js";
import type { Store } from "../../../src/impersonation/ports/store.js";
import { MovableClock } from "../../../src/sandbox/clock.js";
import { contents, open, openMax, people, scratchPath, second, sqliteFile, t0, wish } from "../scratch.js";

const unavailable = { name: "ImpersonationError", problem: { code: "store_unavailable", stage: "before" } };

/** SQLite then says what it says of a full disk. */
const maxPages = (database: Database, count: number) => sql.raw(`pragma max_page_count = ${count}`).execute(database);

test("on a full disk nothing of a move is stored, the caller is told, and with room again it works", async () => {
  const path = scratchPath();
  const onFailure = vi.fn();
  const engine = await openSqlite(`file:${path}`, { onFailure });
  onTestFinished(() => engine.close());
  const { durable: database } = engine;
  await maxPages(database, 1);
  const store = createRequestStore(engine);
  const before = contents(sqliteFile(path));
  const long = { ...wish(), reason: "long ".repeat(10_000) };
  await expect(store.insert(long, "key", ["card"], openMax)).rejects.toMatchObject(unavailable);
  expect(contents(sqliteFile(path))).toEqual(before);
  expect(onFailure).toHaveBeenCalledExactlyOnceWith("SQLITE_FULL", expect.any(Error));
  await maxPages(database, 1_000_000);
  expect((await store.insert(long, "key", ["card"], openMax)).outcome).toBe("inserted");
});

test("a new version's tables that find no room end the start with one sentence", async () => {
  const path = scratchPath();
  const { durable: database, close } = await openDatabase(`file:${path}`);
  onTestFinished(close);
  await maxPages(database, 1);
  await expect(bringUpToDate(database, path)).rejects.toThrow(
    `The database ${path} can't be brought up to date: its disk is full; make room, and start again.`,
  );
});

test("a mistake of ours is no failure of the disk", async () => {
  const path = scratchPath();
  const { durable: database, close } = await openDatabase(`file:${path}`);
  onTestFinished(close);
  await expect(sql`select * from nowhere`.execute(database)).rejects.toThrow("no such table");
});

const commits: [string, (store: Store, note: AuditEntry) => Promise<unknown>][] = [
  ["a commit that waits for the disk", (store, note) => store.record(note)],
  [
    "a pending reply",
    (store, { at }) => store.addPendingReply({ key: "key", userId: people.eve, kind: "click", viewId: null, at }),
  ],
];

test.each(commits)("after a long-running reader the -wal file is cut back by %s", async (_, commit) => {
  const path = scratchPath();
  const store = await open(path);
  const reader = sqliteFile(path);
  reader.exec("begin");
  reader.prepare("select count(*) from audit").pluck().get();
  const note = {
    at: t0,
    requestId: null,
    by: people.eve,
    action: "a",
    outcome: "b",
    detail: { long: "x".repeat(2 ** 20) },
  };
  for (let count = 0; count < 12; count += 1) await store.record(note);
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(12 * 2 ** 20);
  reader.exec("commit");
  // Copies what is left to the database, so that the next commit begins the file again.
  sqliteFile(path).pragma("wal_checkpoint(passive)");
  await commit(store, note);
  expect(statSync(`${path}-wal`).size).toBeLessThanOrEqual(8 * 2 ** 20);
});

test("a database that takes no writes is not started with", async () => {
  const path = scratchPath();
  await (await openStore(`file:${path}`)).close();
  const other = sqliteFile(path);
  other.exec("begin immediate");
  const clock = new MovableClock();
  const refused = expect(openStore(`file:${path}`, { clock })).rejects.toThrow(
    `The database ${path} can't be opened: another program keeps it locked; stop that one, and start again.`,
  );
  while (!clock.expects(3 * second, second)) await turn();
  clock.advance(3 * second);
  await refused;
  other.exec("rollback");
  await (await open(path)).record({ at: t0, requestId: null, by: people.eve, action: "a", outcome: "b", detail: {} });
});

test("what still runs when the database is closed is told that the database is not available", async () => {
  const store = await openStore(`file:${scratchPath()}`);
  await store.close();
  await expect(store.get("req_1")).rejects.toMatchObject(unavailable);
  await expect(store.insert(wish(), "key", ["card"], openMax)).rejects.toMatchObject(unavailable);
});
