// The database's file and those next to it: their paths, their modes, and sentences about what is wrong with them.
import { closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "../engine/store-error.js";
import { codeOf, originalError } from "../engine/store-failure.js";

/** The path in `file:<path>` or `file://<path>`. */
export const pathOf = (databaseUrl: string) => databaseUrl.replace(/^file:(\/\/)?/, "");

/** Creates the file and its folder where missing, private to their owner. Throws where a folder has the file's name. */
export function ensureFile(path: string): void {
  // Closing a file drops the locks that this process has on it, so an existing one is not even opened.
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  const folder = dirname(path);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeSync(openSync(path, "a", 0o600));
}

/** `what` ("The database") begins the sentence; `again` is what to do once the cause is fixed. */
export function unusable(
  what: string,
  path: string,
  error: unknown,
  cannot = "can't be opened",
  again = "start again",
): StoreError {
  return error instanceof StoreError ? error : new StoreError(`${what} ${path} ${cannot}: ${reason(error, again)}.`);
}

/** Another program holds the database's lock. */
export function isLocked(error: unknown): boolean {
  return /^SQLITE_BUSY(_|$)/.test(codeOf(originalError(error)));
}

export const damaged = (path: string) => `The database ${path} can't be opened: ${damage}.`;

const damage = "it is damaged; restore it from a backup";

function reason(error: unknown, again: string): string {
  const reasons: readonly (readonly [RegExp, string])[] = [
    [/^SQLITE_NOTADB/, "it is not an SQLite database. Is DATABASE_URL right? If so, restore it from a backup"],
    [/^SQLITE_CORRUPT/, damage],
    [/^EISDIR/, "it is a folder"],
    [/^(ENOSPC|EDQUOT|SQLITE_FULL)/, `its disk is full; make room, and ${again}`],
    [/^(EIO|EFBIG|SQLITE_IOERR)/, "its disk fails to read or write it; see that it has room and is sound"],
    [/^(SQLITE_BUSY|SQLITE_LOCKED)/, `another program keeps it locked; stop that one, and ${again}`],
    [
      /^(EACCES|EPERM|EROFS|SQLITE_CANTOPEN|SQLITE_READONLY)/,
      "the file or its folder can't be written to by the user that this runs as",
    ],
  ];
  const failure = originalError(error);
  const [, known] = reasons.find(([pattern]) => pattern.test(codeOf(failure))) ?? [];
  return known ?? (failure instanceof Error ? failure.message : "unknown reason");
}
