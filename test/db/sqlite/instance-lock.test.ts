// One bot at a time on a database: the next one waits a while, and is told which file it is about.
import { linkSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { StoreError } from "../../../src/db/engine/store-error.js";
import { acquireInstanceLock, type InstanceLockOptions } from "../../../src/db/sqlite/instance-lock.js";
import { asked, open, plain, scratchPath } from "../scratch.js";

async function hold(path: string, options?: InstanceLockOptions) {
  const release = await acquireInstanceLock(`file:${path}`, options);
  onTestFinished(release);
  return release;
}

test("while one bot has the database, another is refused with a sentence that names the file", async () => {
  const path = scratchPath();
  await hold(path);
  const refused = hold(path, { waitMs: 150 });
  await expect(refused).rejects.toBeInstanceOf(StoreError);
  await expect(refused).rejects.toThrow(`Another Understudy works with the database ${path}. Stop that one first`);
});

test("another bot that waits has it as soon as the first lets go", async () => {
  const path = scratchPath();
  const release = await hold(path);
  const next = hold(path);
  release();
  await next;
  await expect(hold(path, { waitMs: 0 })).rejects.toBeInstanceOf(StoreError);
});

test("it holds off bots alone: the store and readers of the file go on", async () => {
  const path = scratchPath();
  await hold(path);
  await asked(await open(path));
  expect(plain(path).prepare("select count(*) from requests").pluck().get()).toBe(1);
});

test("what it puts beside the database is one empty file, its owner's alone", async () => {
  const path = scratchPath();
  await hold(path);
  expect(readdirSync(dirname(path)).sort()).toEqual(["understudy.db", "understudy.db-bot"]);
  const { mode, size } = statSync(`${path}-bot`);
  expect([(mode & 0o777).toString(8), size]).toEqual(["600", 0]);
});

test("a link that leads to the database leads to the same lock", async () => {
  const path = scratchPath();
  await hold(path);
  const link = join(dirname(path), "link.db");
  symlinkSync(path, link);
  await expect(hold(link, { waitMs: 0 })).rejects.toThrow(/Another Understudy/);
});

test("under a hard link no second bot gets in, and the sentence says how to find it", async () => {
  const path = scratchPath();
  const release = await hold(path);
  const link = join(dirname(path), "link.db");
  linkSync(path, link);
  const words = `The database ${link} has another name as well (a hard link), under which another Understudy could work with it unseen, and damage it. Remove that name, and start again: find / -samefile ${link} lists both.`;
  await expect(hold(link)).rejects.toMatchObject({ name: "StoreError", message: words });
  release();
  rmSync(link);
  await hold(path);
});

test("a bot that has to wait is told so once, and one that has not is not", async () => {
  const path = scratchPath();
  const onWait = vi.fn();
  const release = await hold(path, { onWait });
  expect(onWait).not.toHaveBeenCalled();
  const next = hold(path, { onWait });
  release();
  await next;
  expect(onWait).toHaveBeenCalledOnce();
});

test("a path that leads nowhere is told like a database there", async () => {
  await expect(hold("/dev/null/understudy.db")).rejects.toThrow(/^The database \/dev\/null\/understudy\.db can't be/);
});

test("a folder in the database's place is told so, and nothing is put into it", async () => {
  const folder = dirname(scratchPath("data/in/understudy.db"));
  mkdirSync(folder, { recursive: true });
  await expect(hold(`${folder}/`)).rejects.toThrow(/it is a folder/);
  expect(readdirSync(folder)).toEqual([]);
});

test("of a lock that is no lock, the lock is named and not the database", async () => {
  const path = scratchPath();
  (await hold(path))();
  writeFileSync(`${path}-bot`, "1234\n".repeat(500));
  await expect(hold(path)).rejects.toThrow(
    `The database's lock ${path}-bot can't be opened: it is not an SQLite file. Delete it`,
  );
});
