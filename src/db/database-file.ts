// The database's file and those beside it: where they are, private to their owner, and what is wrong with them in words.
import { closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "./store-error.js";

/** The path in `file:<path>` or `file://<path>`. */
export const pathOf = (databaseUrl: string) => databaseUrl.replace(/^file:(\/\/)?/, "");

/** Makes the file where there is none, and its folder: their owner's alone. Throws where a folder has its name. */
export function makeFile(path: string): void {
  // Closing a file drops the locks that this process has on it, so one that is there is not even opened.
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  const folder = dirname(path);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeSync(openSync(path, "a", 0o600));
}

/** A sentence about the file of which `what` ("The database") is the beginning. */
export function unusable(what: string, path: string, error: unknown): StoreError {
  return error instanceof StoreError ? error : new StoreError(`${what} ${path} can't be opened: ${reason(error)}.`);
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function reason(error: unknown): string {
  const code = codeOf(error);
  if (code === "SQLITE_NOTADB") return "it is not an SQLite database";
  if (code === "SQLITE_CORRUPT") return "it is damaged; restore it from a backup";
  if (code === "EISDIR") return "it is a folder";
  if (/^(EACCES|EPERM|EROFS|SQLITE_CANTOPEN|SQLITE_READONLY\w*)$/.test(code)) {
    return "the file or its folder can't be written to by the user that the bot runs as";
  }
  return error instanceof Error ? error.message : "unknown reason";
}
