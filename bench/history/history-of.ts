// The history in a bot's database, whichever it is.
import { isPostgres } from "../../src/database-url.js";
import type { Sandbox } from "../../src/sandbox/sandbox.js";
import type { History } from "./history.js";
import { PostgresHistory } from "./postgres.js";
import { SqliteHistory } from "./sqlite.js";

export function historyOf({ database }: Pick<Sandbox, "database">): History {
  return isPostgres(database) ? new PostgresHistory(database) : new SqliteHistory(database);
}
