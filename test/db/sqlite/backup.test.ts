// What a backup refuses, in a sentence and with nothing left behind.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import SQLite from "better-sqlite3";
import { expect, test } from "vitest";
import { backUp } from "../../../src/db/sqlite/backup.js";
import { openStore } from "../../../src/db/store.js";
import { asked, pendingReplies, plain, scratch, scratchPath } from "../scratch.js";

async function closedDatabase(): Promise<string> {
  const path = scratchPath("understudy.db");
  const store = await openStore(`file:${path}`);
  await asked(store);
  await store.close();
  return path;
}

test("a backup is one file with everything that was committed, also what is not in the database's own file yet", async () => {
  const { path, store } = await scratch();
  await asked(store);
  const target = `${path}.backup`;
  expect(await backUp(`file:${path}`, target)).toMatchObject({ requests: 1 });
  const copy = new SQLite(target, { readonly: true });
  expect(copy.pragma("journal_mode", { simple: true })).toBe("delete");
  expect(copy.prepare("select action from audit").pluck().all()).toEqual(["ask"]);
  copy.close();
});

test("a backup replaces no file", async () => {
  const path = await closedDatabase();
  const target = `${path}.txt`;
  writeFileSync(target, "Invoices of January, not to be lost.");
  await expect(backUp(`file:${path}`, target)).rejects.toMatchObject({
    name: "StoreError",
    message: `The file ${target} exists already, and a backup replaces none. Give another name.`,
  });
  expect(readFileSync(target, "utf8")).toBe("Invoices of January, not to be lost.");
});

test("a backup into a folder that is not there is refused", async () => {
  const path = await closedDatabase();
  await expect(backUp(`file:${path}`, `${path}-none/a.db`)).rejects.toThrow(`There is no folder ${path}-none for`);
});

test("a backup whose name is a folder's is refused", async () => {
  const path = await closedDatabase();
  await expect(backUp(`file:${path}`, dirname(path))).rejects.toThrow(`The path ${dirname(path)} is a folder.`);
});

test.each(["-wal", "-bot", "-monday"])(
  "a backup is no file of the database's own: not its name with %s",
  async (end) => {
    const path = await closedDatabase();
    await expect(backUp(`file:${path}`, path + end)).rejects.toThrow("looks like a part of the database itself");
    expect(readdirSync(dirname(path)).filter((name) => name.endsWith(".part"))).toEqual([]);
  },
);

test("a file that takes the backup's name while it is made is not replaced, and nothing else is left", async () => {
  const path = await closedDatabase();
  const target = join(dirname(path), "late.db");
  const backup = backUp(`file:${path}`, target);
  // Until then the name is nobody's: half a copy never has it.
  expect(existsSync(target)).toBe(false);
  writeFileSync(target, "Invoices of January, not to be lost.");
  await expect(backup).rejects.toThrow("exists already, and a backup replaces none");
  expect(readFileSync(target, "utf8")).toBe("Invoices of January, not to be lost.");
  expect(readdirSync(dirname(path)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("people who were waiting for an answer when the backup was made are not in it", async () => {
  const { path, store } = await scratch();
  await store.addPendingReply({ key: "k", userId: "U0ALICE", kind: "ask", viewId: null, at: 1 });
  const target = `${path}.backup`;
  await backUp(`file:${path}`, target);
  const copy = await openStore(`file:${target}`);
  await copy.close();
  expect(pendingReplies(plain(target))).toEqual([]);
  expect(pendingReplies(plain(path))).toEqual(["k"]);
});

test.each([
  ["is not there", (path: string) => rmSync(path), /^There is no database .* to back up\./],
  [
    "is no database",
    (path: string) => writeFileSync(path, "words ".repeat(500)),
    /it is not an SQLite database\. Is DATABASE_URL right\? If so, restore it/,
  ],
  ["is a folder", folderOf, /can't be opened: it is a folder\.$/],
  ["is somebody else's", theirs, /is no database of Understudy's\./],
  ["is damaged", damage, /is damaged, and so is its copy, which was thrown away\. Keep older backups\.$/],
])("of a database that %s no backup is made, and nothing is left of the try", async (_, spoil, words) => {
  const path = await closedDatabase();
  spoil(path);
  const before = readdirSync(dirname(path));
  await expect(backUp(`file:${path}`, `${path}.backup`)).rejects.toMatchObject({
    name: "StoreError",
    message: expect.stringMatching(words),
  });
  expect(readdirSync(dirname(path)).filter((name) => /backup|part/.test(name))).toEqual([]);
  expect(readdirSync(dirname(path))).toEqual(expect.arrayContaining(before));
});

function folderOf(path: string): void {
  rmSync(path);
  mkdirSync(path);
}

function theirs(path: string): void {
  rmSync(path);
  const database = new SQLite(path);
  database.exec("create table notes (id)");
  database.close();
}

/** One page of an index in the middle. */
function damage(path: string): void {
  const database = new SQLite(path);
  const page = Number(
    database.prepare("select rootpage from sqlite_schema where name = 'audit_of_request'").pluck().get(),
  );
  database.close();
  writeFileSync(path, readFileSync(path).fill(0x5a, (page - 1) * 4096, page * 4096));
}
