// SQL in which SQLite differs.
import { sql } from "kysely";
import type { QuerySyntax } from "../engine/engine.js";
import type { SchemaSyntax } from "../engine/migrations.js";

export const schemaSyntax: SchemaSyntax = {
  integer: "integer",
  counter: "integer primary key",
  lastingCounter: "integer primary key autoincrement",
  strict: "strict",
  keepAudit: [
    `create trigger audit_is_not_changed before update on audit
    begin select raise(abort, 'audit rows are never changed'); end`,
    `create trigger audit_is_not_deleted before delete on audit
    begin select raise(abort, 'audit rows are never deleted'); end`,
    // In a connection without recursive_triggers, REPLACE deletes rows without firing the trigger above.
    `create trigger audit_is_not_replaced before insert on audit when exists (select 1 from audit where id = new.id)
    begin select raise(abort, 'audit rows are never replaced'); end`,
  ],
  // There is no other process.
  announceChanges: [],
};

export const querySyntax: QuerySyntax = {
  // SQLite takes no index for an expression.
  unindexed: (column) => sql`+${sql.ref(column)}`,
  // One writes at a time.
  shareLock: sql``,
  skipLocked: sql``,
  now: sql`cast(unixepoch('subsec') * 1000 as integer)`,
};
