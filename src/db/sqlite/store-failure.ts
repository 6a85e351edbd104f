// When the file or its disk fails while the bot works: one problem for the rules, and SQLite's own word for the log.
import type { CompiledQuery, DatabaseConnection } from "kysely";
import { ImpersonationError } from "../../impersonation/model/errors.js";
import { codeOf } from "./database-file.js";

/** `code` is SQLite's, such as `SQLITE_FULL`. */
export type OnFailure = (code: string, error: unknown) => unknown;

// Not SQLITE_ERROR, SQLITE_CONSTRAINT and their like: those are mistakes of ours.
const failed = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB|BUSY|LOCKED|PROTOCOL|NOMEM|PERM|AUTH)(_|$)/;

/** The same connection, on which whatever fails of the file or its disk is `store_unavailable`. */
export function watched(connection: DatabaseConnection, onFailure: OnFailure): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery) {
      try {
        return await connection.executeQuery<Row>(query);
      } catch (error) {
        const code = codeOf(error);
        if (!failed.test(code)) throw error;
        onFailure(code, error);
        throw new ImpersonationError({ code: "store_unavailable", stage: "before" }, { cause: error });
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  };
}
