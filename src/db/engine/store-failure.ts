// Failures of the database while the bot works: one problem for the verbs, and the engine's own code for the log.
import type { CompiledQuery, DatabaseConnection } from "kysely";
import { ImpersonationError } from "../../impersonation/model/errors.js";

export interface StoreObserver {
  /** `code` is the engine's, such as `SQLITE_FULL`. */
  readonly onFailure?: (code: string, error: unknown) => unknown;
  /** Another program keeps the database locked, and what is to be written begins to wait. */
  readonly onLocked?: () => unknown;
  /** Called with each statement, including begin and commit, without its parameters. */
  readonly onStatement?: (sql: string) => unknown;
}

/** `unknown`: what was to be stored may be there. */
export function unavailable(cause?: unknown, stage: "before" | "unknown" = "before"): ImpersonationError {
  return new ImpersonationError({ code: "store_unavailable", stage }, { cause });
}

/** What the database itself said. */
export function originalError(error: unknown): unknown {
  return error instanceof ImpersonationError && error.cause !== undefined ? error.cause : error;
}

/** The same connection, on which every error with such a code is `store_unavailable`. */
export function observed(
  connection: DatabaseConnection,
  { onFailure, onStatement }: StoreObserver,
  isFailure: (code: string) => boolean,
): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery) {
      onStatement?.(query.sql);
      try {
        return await connection.executeQuery<Row>(query);
      } catch (error) {
        const code = codeOf(error);
        if (!isFailure(code)) throw error;
        onFailure?.(code, error);
        throw unavailable(error);
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  };
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
