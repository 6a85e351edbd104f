// A database that somebody changed by hand: what is missing is named at the start and by the backup.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Kysely, SqliteDialect } from "kysely";
import { expect, test } from "vitest";
import { migrateTo } from "../../../src/db/engine/migrations.js";
import { backUp } from "../../../src/db/sqlite/backup.js";
import { schemaSyntax } from "../../../src/db/sqlite/syntax.js";
import { openStore } from "../../../src/db/store.js";
import { asked, open, scratchPath, sqliteFile } from "../scratch.js";

async function changed(change: string): Promise<string> {
  const path = scratchPath();
  const store = await openStore(`file:${path}`);
  await asked(store);
  await store.close();
  sqliteFile(path).exec(change);
  return path;
}

const changes: readonly (readonly [string, string])[] = [
  ["drop trigger audit_is_not_deleted", "the trigger audit_is_not_deleted is missing"],
  [
    "drop trigger audit_is_not_changed; drop trigger audit_is_not_replaced",
    "the trigger audit_is_not_changed is missing, the trigger audit_is_not_replaced is missing",
  ],
  [
    "drop trigger audit_is_not_deleted; create trigger audit_is_not_deleted before delete on audit begin select 1; end",
    "the trigger audit_is_not_deleted was changed",
  ],
  ["create trigger quiet before insert on audit begin select raise(ignore); end", "the trigger quiet was added"],
  ["drop index one_open_request", "the index one_open_request is missing"],
  ["drop table sessions", "the table sessions is missing, the index sessions_of_request is missing"],
  ["alter table sessions add column note text", "the table sessions was changed"],
];

test.each(changes)("after `%s` a start is refused, and says what is wrong", async (change, fault) => {
  const path = await changed(change);
  await expect(openStore(`file:${path}`)).rejects.toMatchObject({
    name: "StoreError",
    message: `The database ${path} is not as Understudy made it: ${fault}. Somebody changed it, and what is on record may have been changed with it. Compare it with a backup; docs/operations.md says how to go on ("A database that somebody changed").`,
  });
});

test.each(changes)("after `%s` a backup is made, and says what is wrong", async (change, fault) => {
  const path = await changed(change);
  const target = `${path}.backup`;
  expect(await backUp(`file:${path}`, target)).toMatchObject({ requests: 1, fault });
  expect(existsSync(target)).toBe(true);
});

test("an index or a view of an operator's own is no fault", async () => {
  const path = await changed("create index by_time on audit (at); create view latest as select max(id) from audit");
  await asked(await open(path), { id: "req_2", subjectId: "user_brenda" });
  expect(await backUp(`file:${path}`, `${path}.backup`)).toMatchObject({ fault: undefined });
});

test.each(["002-missing-posts-and-arrivals", "003-plain-names", "006-of-tomorrow"])(
  "a backup of a database that stands at %s is compared with that version's, or not at all",
  async (last) => {
    const path = scratchPath("understudy.db");
    const database = sqliteFile(path);
    const kysely = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
    const isKnown = await migrateTo(kysely, schemaSyntax, last);
    if (!isKnown) {
      await migrateTo(kysely, schemaSyntax, "005-known-payloads");
      database.exec(`insert into kysely_migration values ('${last}', ''); drop index audit_of_request`);
    }
    expect(await backUp(`file:${path}`, `${path}.backup`)).toMatchObject({ fault: undefined });
  },
);

test("the statements in the operators' guide put the audit's triggers back", async () => {
  const path = await changed(
    "drop trigger audit_is_not_changed; drop trigger audit_is_not_deleted; drop trigger audit_is_not_replaced",
  );
  const guide = readFileSync(join(resolve(import.meta.dirname, "../../.."), "docs/operations.md"), "utf8");
  const [, statements = ""] =
    /^## A database that somebody changed\n[\s\S]*?^```sql\n([\s\S]*?)^```$/m.exec(guide) ?? [];
  sqliteFile(path).exec(statements);
  await open(path);
});
