// One bot at a time on a database: the next one waits a while, and is told which file it is about.
import { readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { beSoleBot } from "../../src/db/sole-bot.js";
import { StoreError } from "../../src/db/store-error.js";
import { asked, open, plain, scratchPath } from "./scratch.js";

async function hold(path: string, patienceMs?: number) {
  const release = await beSoleBot(`file:${path}`, patienceMs);
  onTestFinished(release);
  return release;
}

test("while one bot has the database, another is refused with a sentence that names the file", async () => {
  const path = scratchPath();
  await hold(path);
  const refused = hold(path, 150);
  await expect(refused).rejects.toBeInstanceOf(StoreError);
  await expect(refused).rejects.toThrow(`Another Understudy works with the database ${path}. Stop it first`);
});

test("another bot that waits has it as soon as the first lets go", async () => {
  const path = scratchPath();
  const release = await hold(path);
  const next = hold(path);
  release();
  await next;
  await expect(hold(path, 0)).rejects.toBeInstanceOf(StoreError);
});

test("it holds off bots alone: the store and whoever reads the file work on", async () => {
  const path = scratchPath();
  await hold(path);
  await asked(await open(path));
  expect(plain(path).prepare("select count(*) from requests").pluck().get()).toBe(1);
});

test("what it puts beside the database is its owner's alone, and stays empty", async () => {
  const path = scratchPath();
  (await hold(path))();
  expect(readdirSync(dirname(path))).toEqual(["understudy.db-bot"]);
  const { mode, size } = statSync(`${path}-bot`);
  expect([(mode & 0o777).toString(8), size]).toEqual(["600", 0]);
});

test("a path that leads nowhere is told like a database there", async () => {
  await expect(hold("/dev/null/understudy.db")).rejects.toThrow(/^The database \/dev\/null\/understudy\.db can't be/);
});
