// How SQLite answers the store's questions: by index, so that a long history slows no click.
import type { KyselyPlugin } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { openSqlite } from "../../../src/db/sqlite/engine.js";
import { createStore } from "../../../src/db/store.js";
import type { Store } from "../../../src/impersonation/ports/store.js";
import { everyMove, questions } from "../questions.js";
import { asked, dueWorkAt, openMax, people, plain, scratchPath, t0, wish } from "../scratch.js";

interface Asked {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** A store that remembers the statements it ran. */
async function overheard() {
  const path = scratchPath();
  const engine = await openSqlite(`file:${path}`);
  const { durable: database } = engine;
  onTestFinished(() => engine.close());
  const statements: Asked[] = [];
  const ear: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      statements.push(database.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const listening = database.withPlugin(ear);
  const store = createStore({ ...engine, unsynced: listening, durable: listening });
  const connection = plain(path);
  const planOf = ({ sql, parameters }: Asked) =>
    connection
      .prepare(`explain query plan ${sql}`)
      .all(...parameters)
      .map((step) => (typeof step === "object" && step !== null && "detail" in step ? String(step.detail) : ""));
  return { store, statements, planOf, connection };
}

/** Reads, or sorts, more than what was asked for. These two indexes hold nothing but requests that are open. */
function growsWithHistory(step: string): boolean {
  if (/INDEX requests_(waiting|with_access)$/.test(step)) return false;
  return /^SCAN (requests|messages|sessions|audit)\b|TEMP B-TREE/.test(step);
}

/** Of the Homes there is one for each person. */
const isLong = (plan: readonly string[]) => !plan.includes("SCAN homes") && plan.some(growsWithHistory);

test.each(questions)("%s is answered without reading a table from end to end", async (_, question) => {
  const { store, statements, planOf } = await overheard();
  await asked(store, {}, ["card"]);
  const [card] = await store.messagesOf("req_1");
  statements.length = 0;
  await question(store, card?.id ?? 0);
  const plans = statements.map((statement) => ({ sql: statement.sql, plan: planOf(statement) }));
  expect(plans.length).toBeGreaterThan(0);
  expect(plans.filter(({ plan }) => isLong(plan))).toEqual([]);
});

test("every move is made without reading a table from end to end", async () => {
  const { store, statements, planOf } = await overheard();
  const request = await asked(store, {}, ["card", "asked"]);
  statements.length = 0;
  await everyMove(store, request);
  const plans = statements.map((statement) => ({ sql: statement.sql, plan: planOf(statement) }));
  expect(plans.length).toBeGreaterThan(10);
  expect(plans.filter(({ plan }) => isLong(plan))).toEqual([]);
});

test.each([
  ["one_open_request", (store: Store) => store.insert(wish({ id: "req_2" }), "key", [], openMax)],
  ["requests_due", (store: Store) => dueWorkAt(store, t0, 10)],
  ["requests_live", (store: Store) => store.liveLinks()],
  ["requests_open", (store: Store) => store.listOpen("open", { notOf: people.alice }, 10)],
  ["requests_of_actor", (store: Store) => store.listLatest({ of: people.alice }, 10)],
  ["requests_unfinished", (store: Store) => store.takeOver("before", t0, t0)],
])("the index %s is there to be used, and is", async (index, question) => {
  const { store, statements, planOf } = await overheard();
  await asked(store);
  statements.length = 0;
  await question(store);
  expect(statements.flatMap(planOf).join("\n")).toMatch(new RegExp(`SEARCH requests USING.* INDEX ${index} `));
});

test("the history of one request is found by index", async () => {
  const { planOf } = await overheard();
  const plan = planOf({ sql: "select * from audit where request_id = ? order by id", parameters: ["req_1"] });
  expect(plan).toEqual([expect.stringMatching(/^SEARCH audit USING INDEX audit_of_request/)]);
});

test("a plan that reads a whole table is noticed", async () => {
  const { planOf } = await overheard();
  expect(planOf({ sql: "select * from requests where reason = ?", parameters: ["x"] }).some(growsWithHistory)).toBe(
    true,
  );
});

test("nothing is left out that the store can be asked", async () => {
  const { store } = await overheard();
  await asked(store, {}, ["card"]);
  const other = await asked(store, { id: "req_3", subjectId: "user_brian" }, ["card", "asked"]);
  const called = new Set<string | symbol>();
  const listening = new Proxy(store, {
    get(target, name) {
      called.add(name);
      return Reflect.get(target, name);
    },
  });
  await everyMove(listening, other);
  for (const [, question] of questions) await question(listening, 1);
  const methods = Object.keys(store).filter((name) => !["isShared", "onChanged", "close"].includes(name));
  expect(methods.filter((name) => !called.has(name))).toEqual([]);
});
