// What a server says of a commit whose answer was lost, where it has been started again since the transaction began.
import { CompiledQuery } from "kysely";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { PostgresDriver } from "../../src/db/postgres/driver.js";
import { newSchema } from "../database/scratch-schema.js";

const backend = z.tuple([z.object({ pid: z.number() })]);

/** Loses the connection before a commit; then the server says `answer`. */
async function lostCommit(answer: (query: pg.QueryConfig) => Promise<unknown>, url = newSchema()) {
  const pool = new pg.Pool({ connectionString: url });
  pool.on("connect", (client) => void client.on("error", () => {}));
  onTestFinished(() => pool.end());
  // Only `query` is asked for, whose overloads no function of ours has.
  const others = new pg.Pool();
  Object.assign(others, { query: answer });
  const driver = new PostgresDriver(pool, {}, others);
  const session = await driver.acquireConnection();
  await driver.beginTransaction(session);
  const { rows } = await session.executeQuery(CompiledQuery.raw("select pg_backend_pid() as pid"));
  await pool.query("select pg_terminate_backend($1)", [backend.parse(rows)[0].pid]);
  try {
    await driver.commitTransaction(session);
  } finally {
    await driver.releaseConnection(session);
  }
}

const says = (status: string, isSameServer: boolean) => async () => ({ rows: [{ status, isSameServer }] });

test("an id that a server which crashed may have given to another transaction tells nothing when that one is stored", async () => {
  await expect(lostCommit(says("committed", false))).rejects.toMatchObject({ problem: { stage: "unknown" } });
});

test.each([
  ["is rolled back there", says("aborted", false)],
  ["is another's that goes on", says("in progress", false)],
  ["was given to nobody since", () => Promise.reject(Object.assign(new Error("in the future"), { code: "22023" }))],
])("a transaction whose id %s was not stored", async (_, answer) => {
  await expect(lostCommit(answer)).rejects.toMatchObject({ problem: { stage: "before" } });
});

test("on the same server what it says is what became of it", async () => {
  await expect(lostCommit(says("committed", true))).resolves.toBeUndefined();
  await expect(lostCommit(says("aborted", true))).rejects.toMatchObject({ problem: { stage: "before" } });
});

test("a server is known again by a connection that writes times in another way", async () => {
  const url = newSchema();
  const elsewhere = new pg.Client({ connectionString: url });
  await elsewhere.connect();
  onTestFinished(() => elsewhere.end());
  await elsewhere.query("set timezone to 'Pacific/Chatham'; set datestyle to german");
  const answers: unknown[] = [];
  const ask = async (query: pg.QueryConfig) => {
    const answer = await elsewhere.query(query);
    answers.push(...answer.rows);
    return answer;
  };
  await expect(lostCommit(ask, url)).rejects.toMatchObject({ problem: { stage: "before" } });
  expect(answers.at(-1)).toMatchObject({ status: "aborted", isSameServer: true });
});
