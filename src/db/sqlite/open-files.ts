// The files of an open database: whether they are still those that were opened. What is written to a file that was deleted
// or replaced meanwhile is gone with the process.
import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { StoreError } from "../engine/store-error.js";

/** With a code, as SQLite's own errors have one. */
export class FileReplaced extends StoreError {
  readonly code = "FILE_REPLACED";
}

/** The bot's lock is among them: without its file, a second bot could start. */
const endings = ["-wal", "-shm", "-bot"];

export class OpenFiles {
  /** Device and inode by path. */
  readonly #opened: ReadonlyMap<string, string>;
  readonly #path: string;
  #reported = false;

  /** Call it once SQLite has made its files. `onReplaced` is called once, by `look`. */
  constructor(
    path: string,
    private readonly onReplaced: (error: FileReplaced) => unknown,
  ) {
    this.#path = resolve(path);
    const real = realpathSync(path);
    // The path itself may be a link that is made to lead elsewhere; what stands beside the file has the file's own name.
    const files = [this.#path, ...endings.map((ending) => real + ending)];
    this.#opened = new Map(
      files.flatMap((file) => {
        const identity = identityOf(file);
        return identity === undefined ? [] : [[file, identity] as const];
      }),
    );
  }

  /** Reports a file that was replaced. */
  look(): void {
    const error = this.#replaced();
    if (error !== undefined && !this.#reported) this.onReplaced(error);
    this.#reported = error !== undefined;
  }

  /** Throws where a file was replaced. */
  require(): void {
    const error = this.#replaced();
    this.#reported = error !== undefined;
    if (error !== undefined) throw error;
  }

  #replaced(): FileReplaced | undefined {
    for (const [file, identity] of this.#opened) {
      if (identityOf(file) !== identity) return new FileReplaced(sentence(file, file === this.#path));
    }
    return undefined;
  }
}

function sentence(file: string, isDatabase: boolean): string {
  const what = isDatabase ? `The database ${file}` : `The file ${file}, a part of the database,`;
  const mend = isDatabase
    ? "Put it back if it was moved away; else stop Understudy, restore a backup, and start it again."
    : "Stop Understudy with SIGTERM, which saves what is on record, and start it again.";
  return `${what} was deleted or replaced under the running Understudy, so nothing more is granted or recorded. ${mend}`;
}

function identityOf(file: string): string | undefined {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev} ${stats.ino}`;
}
