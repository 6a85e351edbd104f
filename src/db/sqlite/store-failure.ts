// Failures of the file or its disk while the bot works: one problem for the verbs, and SQLite's own code for the log.
import type { CompiledQuery, DatabaseConnection } from "kysely";
import { ImpersonationError } from "../../impersonation/model/errors.js";
import { codeOf } from "./database-file.js";

export interface StoreObserver {
  /** `code` is SQLite's, such as `SQLITE_FULL`, or `FILE_REPLACED`. */
  readonly onFailure?: (code: string, error: unknown) => unknown;
  /** Another program keeps the database locked, and what is to be written begins to wait. */
  readonly onLocked?: () => unknown;
  /** Called with each statement, including begin and commit, without its parameters. */
  readonly onStatement?: (sql: string) => unknown;
}

export function unavailable(cause?: unknown): ImpersonationError {
  return new ImpersonationError({ code: "store_unavailable", stage: "before" }, { cause });
}

// Not SQLITE_ERROR, SQLITE_CONSTRAINT and the like: those are bugs.
const failureCodes =
  /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|BUSY|LOCKED|PROTOCOL|NOMEM|PERM|AUTH)(_|$)|^FILE_REPLACED$/;

/** The same connection, on which every failure of the file or its disk is `store_unavailable`. */
export function observed(
  connection: DatabaseConnection,
  { onFailure, onStatement }: StoreObserver,
): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery) {
      onStatement?.(query.sql);
      try {
        return await connection.executeQuery<Row>(query);
      } catch (error) {
        const code = codeOf(error);
        if (!failureCodes.test(code)) throw error;
        onFailure?.(code, error);
        throw unavailable(error);
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  };
}
