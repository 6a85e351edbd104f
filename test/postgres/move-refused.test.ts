// What is not moved, and where nothing is moved to: refused in a sentence, with nothing changed on either side.
import { copyFileSync, existsSync, linkSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { moveDatabase } from "../../src/db/move/move.js";
import { holdDatabase, openStore } from "../../src/db/store.js";
import { connect } from "../database/plain.js";
import { postgres, postgresUrl } from "../database/scratch-schema.js";
import { asked } from "../db/scratch.js";
import { leftDatabase, migratedTarget, newTarget, rowsOf, scratchFolder } from "./moving.js";

const oneRequest = () => leftDatabase((store) => asked(store));

/** The record's rows may be changed from outside. */
async function changed(sql: string) {
  const { path, url } = await oneRequest();
  const source = connect(path);
  source.exec(sql);
  source.close();
  return url;
}

test("a source that is not there is not made", async () => {
  const path = join(scratchFolder(), "none", "understudy.db");
  await expect(moveDatabase(`file:${path}`, newTarget().url)).rejects.toThrow(
    `There is no database ${path} to move. Is --from right?`,
  );
  expect(existsSync(join(path, ".."))).toBe(false);
});

test("a source that a bot uses is refused, and a bot that starts on it during a move waits for its end", async () => {
  const { url } = await oneRequest();
  const release = await holdDatabase(url, () => {});
  await expect(moveDatabase(url, newTarget().url)).rejects.toThrow(
    /^Another Understudy works with the database .*Stop that one first/,
  );
  release();
  let waited = false;
  const target = newTarget();
  let bot: Promise<() => void> | undefined;
  await moveDatabase(url, target.url, (step) => {
    if (step !== "Comparing both") return;
    bot = holdDatabase(url, () => {
      waited = true;
    });
  });
  (await bot)?.();
  expect(waited).toBe(true);
});

test.each([
  [
    "that an older version wrote",
    "delete from kysely_migration where name like '012%'",
    /was written by an older Understudy\. Start this version on it once, which brings it up to date, stop it, and move it again\.$/,
  ],
  [
    "that a newer version wrote",
    "insert into kysely_migration values ('999-later', '')",
    /was written by a newer Understudy \(999-later\)\. Move it with that version\.$/,
  ],
  [
    "whose audit could be changed",
    "drop trigger audit_is_not_changed",
    /is not as Understudy made it: the trigger audit_is_not_changed is missing\./,
  ],
  [
    "with a value that no bot writes",
    "update requests set tries = 9007199254740993",
    /The table requests holds a value in tries that Understudy has not written there/,
  ],
])("a source %s is refused", async (_which, sql, sentence) => {
  const target = newTarget();
  await expect(moveDatabase(await changed(sql), target.url)).rejects.toThrow(sentence);
  await moveDatabase((await oneRequest()).url, target.url);
});

test("a source in which an index says something else than its table is refused", async () => {
  const { path, url } = await oneRequest();
  const change = (sql: string) => {
    const source = new SQLite(path).unsafeMode();
    source.exec(`pragma writable_schema = on; ${sql}`);
    source.close();
  };
  const ofIndex = "where name = 'requests_of_actor'";
  change(`create table kept as select * from sqlite_schema ${ofIndex}; delete from sqlite_schema ${ofIndex}`);
  change("update requests set actor_slack_id = 'U0EVE'");
  change("insert into sqlite_schema select * from kept");
  change("drop table kept");
  await expect(moveDatabase(url, newTarget().url)).rejects.toThrow(/it is damaged; restore it from a backup\.$/);
});

test.each([
  ["a folder", (path: string) => join(path, ".."), /can't be opened: it is a folder\.$/],
  [
    "no database",
    (path: string) => other(path, "no database at all, and longer than a header of SQLite's is"),
    /is not an SQLite database/,
  ],
  ["empty", (path: string) => other(path, ""), /is no database of Understudy's\. Is --from right\?$/],
])("a source that is %s is refused", async (_what, sourceFor, sentence) => {
  const { path } = await oneRequest();
  await expect(moveDatabase(`file:${sourceFor(path)}`, newTarget().url)).rejects.toThrow(sentence);
});

function other(path: string, content: string): string {
  writeFileSync(`${path}.other`, content);
  return `${path}.other`;
}

test("a source with a second name, under which a bot could use it unseen, is refused", async () => {
  const { path, url } = await oneRequest();
  linkSync(path, `${path}.second`);
  await expect(moveDatabase(url, newTarget().url)).rejects.toThrow(/has another name as well \(a hard link\)/);
});

test("the source's file is the same after the move as before it", async () => {
  const { path, url } = await oneRequest();
  const before = readFileSync(path);
  await moveDatabase(url, newTarget().url);
  expect(readFileSync(path).equals(before)).toBe(true);
  copyFileSync(path, `${path}.copy`);
  expect(rowsOf(`${path}.copy`, "requests", "id")).toHaveLength(1);
});

test("a second move to the same database is refused, and what is there stays", async () => {
  const { url } = await oneRequest();
  const target = newTarget();
  await moveDatabase(url, target.url);
  const before = rowsOf(target.url, "audit", "id");
  await expect(moveDatabase(url, target.url)).rejects.toThrow(
    /^The database postgres:\/\/\S+ is not empty: there are rows in its table requests\. Nothing is replaced/,
  );
  expect(rowsOf(target.url, "audit", "id")).toEqual(before);
});

test("a target that an older version uses is refused before it is brought up to date", async () => {
  const target = await migratedTarget();
  target.plain.exec("insert into audit (at, by, action, outcome, detail) values (1, 'x', 'x', 'ok', '{}')");
  target.plain.exec("delete from kysely_migration where name like '012%'");
  await expect(moveDatabase((await oneRequest()).url, target.url)).rejects.toThrow(/rows in its table audit/);
  expect(target.plain.prepare("select max(name) from kysely_migration").pluck().get()).toBe("011-overdue-sessions");
});

test("a target on which a bot runs is refused, and taken once it has stopped", async () => {
  const { url } = await oneRequest();
  const target = newTarget();
  const bot = await openStore(target.url);
  await bot.renewLease();
  await bot.takeTurn("a shared task", 1, 1);
  await expect(moveDatabase(url, target.url)).rejects.toThrow(
    /^An Understudy works with the database postgres:\S+, or did so seconds ago\. Stop it, and move again\.$/,
  );
  await bot.endLease();
  await bot.close();
  await moveDatabase(url, target.url);
  expect(rowsOf(target.url, "shared_tasks", "name")).toEqual([]);
});

test("tables of other programs may be in the target, unless they have the names of Understudy's", async () => {
  const { url } = await oneRequest();
  const beside = newTarget();
  beside.plain.exec("create table invoices (id integer); insert into invoices values (1)");
  await moveDatabase(url, beside.url);
  expect(beside.plain.prepare("select id from invoices").pluck().all()).toEqual([1]);
  const taken = newTarget();
  taken.plain.exec("create table audit (id integer)");
  await expect(moveDatabase(url, taken.url)).rejects.toThrow(
    /^Nothing was moved\. The database \S+ can't be used: another program has tables of the same names there\./,
  );
});

test("a target that can't hold every text is refused", async () => {
  const name = `test_latin_${process.pid}`;
  postgres().query(
    "public",
    `create database ${name} encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'`,
  );
  onTestFinished(() => void postgres().query("public", `drop database ${name} with (force)`));
  const address = new URL(postgresUrl ?? "");
  address.pathname = `/${name}`;
  await expect(moveDatabase((await oneRequest()).url, address.toString())).rejects.toThrow(
    /has the encoding LATIN1, which can't hold every text\. Create one with the encoding UTF8\.$/,
  );
});

test("where nothing answers, the sentence says so without the password", async () => {
  const { url } = await oneRequest();
  await expect(moveDatabase(url, "postgres://understudy:hunter2@127.0.0.1:1/none")).rejects.toThrow(
    /^Nothing was moved\. The database postgres:\/\/127\.0\.0\.1:1\/none can't be used: nothing answers there/,
  );
});
