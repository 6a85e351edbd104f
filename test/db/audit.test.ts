// The audit can be added to and read, and nothing else, by anybody who has the file.
import { expect, test } from "vitest";
import { postgresUrl } from "../database/scratch-schema.js";
import { asked, auditOf, people, scratch, sqliteFile, t0 } from "./scratch.js";

const rows = "select * from audit order by id";

const tamperingAnywhere = [
  ["changed", "update audit set by = 'U0EVE'"],
  ["changed in one column", "update audit set detail = '{}' where id = 1"],
  ["given another number", "update audit set id = 99 where id = 1"],
  ["deleted", "delete from audit where id = 1"],
  ["deleted all at once", "delete from audit"],
  [
    "changed by way of an insert",
    `insert into audit values (1, 0, 'req_1', 'U0EVE', 'deny', 'done', '{}')
      on conflict (id) do update set by = 'U0EVE'`,
  ],
] as const;

const tamperingInSqlite = [
  ["moved over another one", "update or replace audit set id = 2 where id = 1"],
  ["replaced", "insert or replace into audit values (1, 0, 'req_1', 'U0EVE', 'deny', 'done', '{}')"],
  ["replaced by name", "replace into audit (id, at, by, action, outcome, detail) values (1, 0, 'e', 'e', 'e', '{}')"],
] as const;

const tamperingInPostgres = [["emptied", "truncate audit"]] as const;

const tampering = [...tamperingAnywhere, ...(postgresUrl === undefined ? tamperingInSqlite : tamperingInPostgres)];

test.each(tampering)("from a connection that set nothing, a row cannot be %s", async (_, statement) => {
  const { store, plain } = await scratch();
  await asked(store);
  await store.record({
    at: t0,
    requestId: "req_1",
    by: people.eve,
    action: "refused",
    outcome: "not_approver",
    detail: {},
  });
  const before = plain.prepare(rows).all();
  expect(() => plain.exec(statement)).toThrow(/audit rows are never (changed|deleted|replaced)/);
  expect(before).toHaveLength(2);
  expect(plain.prepare(rows).all()).toEqual(before);
});

test.runIf(postgresUrl === undefined).each(tampering)(
  "with recursive triggers on, a row cannot be %s either",
  async (_, statement) => {
    const { path, store } = await scratch();
    const connection = sqliteFile(path);
    await asked(store);
    await store.record({ at: t0, requestId: null, by: people.eve, action: "refused", outcome: "x", detail: {} });
    connection.pragma("recursive_triggers = on");
    const before = connection.prepare(rows).all();
    expect(() => connection.exec(statement)).toThrow(/audit rows are never (changed|deleted|replaced)/);
    expect(connection.prepare(rows).all()).toEqual(before);
  },
);

test("what is asked is written down with who, whom and how long, why, and without an email", async () => {
  const { store, plain } = await scratch();
  await asked(store);
  expect(plain.prepare("select * from audit").all()).toEqual([
    {
      id: 1,
      at: t0,
      request_id: "req_1",
      by: people.alice,
      action: "ask",
      outcome: "done",
      detail:
        '{"subject":"user_bob","actor_sub":"user_alice","session_ms":1800000,"reason":"ticket 4821, cannot see invoices"}',
    },
  ]);
});

test("a move's detail is kept with it", async () => {
  const { store, plain } = await scratch();
  const seen = await asked(store);
  await store.move(seen, "deny", { by: people.dave, at: t0 + 1, detail: { ticket: 4821, known: false, note: null } });
  expect(plain.prepare("select at, action, detail from audit where id = 2").get()).toEqual({
    at: t0 + 1,
    action: "deny",
    detail: '{"ticket":4821,"known":false,"note":null}',
  });
});

test("what was refused before there was a request is on record too", async () => {
  const { store, plain } = await scratch();
  await store.record({
    at: t0,
    requestId: null,
    by: people.eve,
    action: "refused",
    outcome: "not_requester",
    detail: { verb: "ask" },
  });
  expect(plain.prepare("select request_id, by, outcome, detail from audit").all()).toEqual([
    { request_id: null, by: people.eve, outcome: "not_requester", detail: '{"verb":"ask"}' },
  ]);
});

test("entries written at once are all there", async () => {
  const { store, plain } = await scratch();
  const names = Array.from({ length: 20 }, (_, entry) => `U0PERSON${entry}`);
  await Promise.all(
    names.map((by) =>
      store.record({ at: t0, requestId: "req_1", by, action: "refused", outcome: "not_approver", detail: {} }),
    ),
  );
  expect(auditOf(plain, "req_1").map(String).toSorted()).toEqual(names.map((by) => `${by} refused`).toSorted());
});
