// The lock that the one bot holds on its database: claims that an earlier bot left are then known to be abandoned.
import { realpathSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import SQLite from "better-sqlite3";
import { StoreError } from "../engine/store-error.js";
import { codeOf } from "../engine/store-failure.js";
import { ensureFile, pathOf, unusable } from "./database-file.js";

/** A bot that is told to stop exits within ten seconds. */
const defaultWaitMs = 15_000;
const pollMs = 100;

export interface InstanceLockOptions {
  readonly waitMs?: number;
  /** Called once where another bot holds the lock and is waited for. */
  readonly onWait?: () => void;
}

/**
 * Holds the lock until the returned function is called or the process ends in any way: it is SQLite's lock on a file next
 * to the database, which the operating system drops. Throws a `StoreError` where another bot still holds it after
 * `waitMs`.
 */
export async function acquireInstanceLock(
  databaseUrl: string,
  { waitMs = defaultWaitMs, onWait = () => {} }: InstanceLockOptions = {},
): Promise<() => void> {
  const path = pathOf(databaseUrl);
  const real = realPathOf(path);
  if (statSync(real).nlink > 1) {
    throw new StoreError(
      `The database ${path} has another name as well (a hard link), under which another Understudy could work with it unseen, and damage it. Remove that name, and start again: find / -samefile ${real} lists both.`,
    );
  }
  const lock = `${real}-bot`;
  const first = tryToLock(lock);
  if (first !== undefined) return first;
  onWait();
  const giveUpAt = performance.now() + waitMs;
  while (performance.now() < giveUpAt) {
    await pause(pollMs);
    const release = tryToLock(lock);
    if (release !== undefined) return release;
  }
  throw new StoreError(`Another Understudy works with the database ${path}. Stop that one first; only one may run.`);
}

/** The same for every path to the file, symbolic links included. Hard links have paths of their own. */
function realPathOf(path: string): string {
  try {
    ensureFile(path);
    return realpathSync(path);
  } catch (error) {
    throw unusable("The database", path, error);
  }
}

function tryToLock(path: string): (() => void) | undefined {
  let lock: SQLite.Database | undefined;
  try {
    ensureFile(path);
    lock = new SQLite(path, { timeout: 0 });
    // Nothing is ever written to it, so it needs no journal file.
    lock.pragma("journal_mode = MEMORY");
    lock.exec("begin exclusive");
    const held = lock;
    return () => held.close();
  } catch (error) {
    lock?.close();
    if (codeOf(error) === "SQLITE_BUSY") return undefined;
    // It holds nothing and is in no backup, so it can be deleted.
    if (codeOf(error) === "SQLITE_NOTADB") {
      throw new StoreError(
        `The database's lock ${path} can't be opened: it is not an SQLite file. Delete it while no bot runs, and start again.`,
      );
    }
    throw unusable("The database's lock", path, error);
  }
}
