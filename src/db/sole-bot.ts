// One bot per database file: what an earlier one was doing when it died can be taken up at once.
import { setTimeout as pause } from "node:timers/promises";
import SQLite from "better-sqlite3";
import { cannotOpen, pathOf, touch } from "./engine.js";
import { StoreError } from "./store-error.js";

/** A bot that was told to stop may take ten seconds; its successor waits for it. */
const enoughToStopMs = 15_000;
const lookAgainMs = 100;

/**
 * Holds the database for this process until the returned function is called or the process ends, however it ends: the
 * operating system then drops the lock, which SQLite holds on a file beside the database. Throws a `StoreError` where
 * another bot still has it after `patienceMs`.
 */
export async function beSoleBot(databaseUrl: string, patienceMs = enoughToStopMs): Promise<() => void> {
  const path = pathOf(databaseUrl);
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const release = tryToHold(path);
    if (release !== undefined) return release;
    if (performance.now() > giveUpAt) {
      throw new StoreError(`Another Understudy works with the database ${path}. Stop it first: one at a time may.`);
    }
    await pause(lookAgainMs);
  }
}

function tryToHold(path: string): (() => void) | undefined {
  let lock: SQLite.Database | undefined;
  try {
    touch(`${path}-bot`);
    lock = new SQLite(`${path}-bot`, { timeout: 0 });
    lock.exec("begin exclusive");
    const held = lock;
    return () => held.close();
  } catch (error) {
    lock?.close();
    if (error instanceof SQLite.SqliteError && error.code === "SQLITE_BUSY") return undefined;
    throw cannotOpen(path, error);
  }
}
