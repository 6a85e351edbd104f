// A copy of the database while the bot works with it: whole, read through, private, and never in another file's place.
import { randomUUID } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import SQLite from "better-sqlite3";
import { codeOf, pathOf, unusable } from "./database-file.js";
import { isOurs, isSound } from "./engine.js";
import { StoreError } from "./store-error.js";

export interface Backup {
  readonly requests: number;
  readonly bytes: number;
}

/** All pages in one step: a copy made in several begins anew whenever the bot writes between two of them. */
const allPages = 0x7fffffff;

/** Writes the copy to `target`, a path where nothing is yet. Throws `StoreError`; nothing is left behind then. */
export async function backUp(databaseUrl: string, target: string): Promise<Backup> {
  const path = pathOf(databaseUrl);
  const source = openSource(path);
  // Under another name until it is whole, so that half a copy is never taken for one.
  const draft = `${target}.${randomUUID()}.part`;
  let reserved = false;
  try {
    reserve(target);
    reserved = true;
    closeSync(openSync(draft, "wx", 0o600));
    await source.backup(draft, { progress: () => allPages });
    const requests = check(draft, path);
    flush(draft);
    renameSync(draft, target);
    flush(dirname(target));
    return { requests, bytes: statSync(target).size };
  } catch (error) {
    if (reserved) rmSync(target, { force: true });
    throw unusable("The backup", target, error, "can't be written");
  } finally {
    for (const ending of ["", "-journal", "-wal", "-shm"]) rmSync(draft + ending, { force: true });
    source.close();
  }
}

function openSource(path: string): SQLite.Database {
  if (!existsSync(path)) throw new StoreError(`There is no database ${path} to back up. Is DATABASE_URL right?`);
  let source: SQLite.Database | undefined;
  try {
    source = new SQLite(path, { readonly: true, fileMustExist: true });
    if (!isOurs(source))
      throw new StoreError(`The file ${path} is no database of Understudy's. Is DATABASE_URL right?`);
    return source;
  } catch (error) {
    source?.close();
    throw unusable("The database", path, error);
  }
}

/** Takes the name, which fails where a file has it. */
function reserve(target: string): void {
  try {
    closeSync(openSync(target, "wx", 0o600));
  } catch (error) {
    if (codeOf(error) === "EEXIST") {
      throw new StoreError(`The file ${target} exists already, and a backup replaces none. Give another name.`);
    }
    if (codeOf(error) === "ENOENT") throw new StoreError(`There is no folder ${dirname(target)} for the backup.`);
    throw error;
  }
}

/** Reads the whole copy. How many requests it holds. */
function check(draft: string, path: string): number {
  const copy = new SQLite(draft);
  try {
    if (!isSound(copy)) {
      throw new StoreError(
        `The database ${path} is damaged, and so is its copy, which was thrown away. Keep older backups.`,
      );
    }
    // One file, with nothing beside it that could be forgotten.
    copy.pragma("journal_mode = DELETE");
    return Number(copy.prepare("select count(*) from requests").pluck().get());
  } finally {
    copy.close();
  }
}

/** Onto the disk, also if the power fails now. */
function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
