// The lock that one bot holds on its database, so that work an earlier bot left unfinished belongs to nobody else.
import { realpathSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import SQLite from "better-sqlite3";
import { codeOf, makeFile, pathOf, unusable } from "./database-file.js";
import { StoreError } from "./store-error.js";

/** A bot that is asked to stop exits within ten seconds. */
const enoughToStopMs = 15_000;
const lookAgainMs = 100;

export interface Patience {
  readonly patienceMs?: number;
  /** Called once, when another bot holds the database and the wait for it begins. */
  readonly onWait?: () => void;
}

/**
 * Holds the database for this process until the returned function is called or the process ends, however it ends: the
 * operating system then drops the lock, which is SQLite's, on a file next to the database. Throws a `StoreError` where
 * another bot still has it after `patienceMs`.
 */
export async function acquireInstanceLock(
  databaseUrl: string,
  { patienceMs = enoughToStopMs, onWait = () => {} }: Patience = {},
): Promise<() => void> {
  const path = pathOf(databaseUrl);
  const lock = `${realPathOf(path)}-bot`;
  const first = tryToHold(lock);
  if (first !== undefined) return first;
  onWait();
  const giveUpAt = performance.now() + patienceMs;
  while (performance.now() < giveUpAt) {
    await pause(lookAgainMs);
    const release = tryToHold(lock);
    if (release !== undefined) return release;
  }
  throw new StoreError(`Another Understudy works with the database ${path}. Stop that one first; only one may run.`);
}

/** The same for every way to the file, whatever links lead there. */
function realPathOf(path: string): string {
  try {
    makeFile(path);
    return realpathSync(path);
  } catch (error) {
    throw unusable("The database", path, error);
  }
}

function tryToHold(path: string): (() => void) | undefined {
  let lock: SQLite.Database | undefined;
  try {
    makeFile(path);
    lock = new SQLite(path, { timeout: 0 });
    // Nothing is ever written to it, so it needs no journal file.
    lock.pragma("journal_mode = MEMORY");
    lock.exec("begin exclusive");
    const held = lock;
    return () => held.close();
  } catch (error) {
    lock?.close();
    if (codeOf(error) === "SQLITE_BUSY") return undefined;
    // No backup has it, and nothing is lost with it.
    if (codeOf(error) === "SQLITE_NOTADB") {
      throw new StoreError(
        `The database's lock ${path} can't be opened: it is not an SQLite file. Delete it while no bot runs, and start again.`,
      );
    }
    throw unusable("The database's lock", path, error);
  }
}
