// Backs the database up while the bot uses it: a complete, checked and private copy, which replaces no other file.
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import SQLite from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { StoreError } from "../engine/store-error.js";
import { codeOf } from "../engine/store-failure.js";
import { isIntact, isUnderstudyDatabase } from "./connections.js";
import { pathOf, unusable } from "./database-file.js";
import { schemaFault } from "./expected-schema.js";

interface Backup {
  /** The absolute path of the database that was copied. */
  readonly source: string;
  readonly requests: number;
  readonly bytes: number;
  /** What is not as the migrations made it, such as "the trigger audit_is_not_deleted is missing". */
  readonly fault: string | undefined;
}

/** All pages in one step: a copy made in several starts again whenever the bot writes between two of them. */
const allPages = 0x7fffffff;

/** Writes the copy to `target`, which must not exist. Throws `StoreError`, and then leaves nothing behind. */
export async function backUp(databaseUrl: string, target: string): Promise<Backup> {
  const path = resolve(pathOf(databaseUrl));
  const source = openSource(path);
  // Under another name until it is complete, so that an interrupted copy is never taken for a backup.
  const draft = `${target}.${randomUUID()}.part`;
  try {
    checkName(target, path);
    closeSync(openSync(draft, "wx", 0o600));
    await source.backup(draft, { progress: () => allPages });
    const checked = await checkCopy(draft, path);
    flush(draft);
    moveIntoPlace(draft, target);
    flush(dirname(target));
    return { source: path, ...checked, bytes: statSync(target).size };
  } catch (error) {
    throw unusable("The backup", target, error, "can't be written", "back up again");
  } finally {
    for (const ending of ["", "-journal", "-wal", "-shm"]) rmSync(draft + ending, { force: true });
    source.close();
  }
}

function openSource(path: string): SQLite.Database {
  if (!existsSync(path)) throw new StoreError(`There is no database ${path} to back up. Is DATABASE_URL right?`);
  if (statSync(path).isDirectory()) throw new StoreError(`The database ${path} can't be opened: it is a folder.`);
  let source: SQLite.Database | undefined;
  try {
    source = new SQLite(path, { readonly: true, fileMustExist: true });
    if (!isUnderstudyDatabase(source))
      throw new StoreError(`The file ${path} is no database of Understudy's. Is DATABASE_URL right?`);
    return source;
  } catch (error) {
    source?.close();
    throw unusable("The database", path, error, "can't be opened", "back up again");
  }
}

/** Checks before anything is copied; `moveIntoPlace` replaces no file that appears later either. */
function checkName(target: string, path: string): void {
  const folder = dirname(target);
  if (!existsSync(folder)) throw new StoreError(`There is no folder ${folder} for the backup.`);
  // SQLite and the bot keep their own files under such names next to the database.
  if (join(realpathSync(folder), basename(target)).startsWith(`${realpathSync(path)}-`)) {
    throw new StoreError(`The name ${target} looks like a part of the database itself. Give another name.`);
  }
  const there = lstatSync(target, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new StoreError(`The path ${target} is a folder. Name a file in it.`);
  if (there !== undefined) throw nameTaken(target);
}

const nameTaken = (target: string) =>
  new StoreError(`The file ${target} exists already, and a backup replaces none. Give another name.`);

/** In one step, which fails where a file has the name by that time. */
function moveIntoPlace(draft: string, target: string): void {
  try {
    linkSync(draft, target);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw nameTaken(target);
    if (/^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test(codeOf(error))) {
      const folder = dirname(target);
      throw new StoreError(
        `The file system of ${folder} has no hard links, which a backup needs. Give another folder.`,
      );
    }
    throw error;
  }
  unlinkSync(draft);
}

/** Reads the whole copy. */
async function checkCopy(draft: string, path: string): Promise<Pick<Backup, "requests" | "fault">> {
  const copy = new SQLite(draft);
  try {
    if (!isIntact(copy)) {
      throw new StoreError(
        `The database ${path} is damaged, and so is its copy, which was thrown away. Keep older backups.`,
      );
    }
    // The backup is then one file, without a -wal file that could be forgotten.
    copy.pragma("journal_mode = DELETE");
    // The replies that were pending at this time are sent long before the copy is used.
    const pendingTables =
      "select name from sqlite_schema where type = 'table' and name in ('pending_replies', 'arrivals')";
    // An older version calls the table "arrivals", or has none.
    for (const table of copy.prepare(pendingTables).pluck().all()) copy.exec(`delete from ${table}`);
    const requests = Number(copy.prepare("select count(*) from requests").pluck().get());
    return { requests, fault: await schemaFault(new Kysely({ dialect: new SqliteDialect({ database: copy }) })) };
  } finally {
    copy.close();
  }
}

/** Syncs the file to the disk, so that it survives a power cut. */
function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
