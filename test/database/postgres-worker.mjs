// Answers one query at a time, for a thread that stands still until then.
import { workerData } from "node:worker_threads";
import pg from "pg";

const { url, port, answered } = workerData;
const int8 = 20;
pg.types.setTypeParser(int8, Number);

let connection;

/** The server may have been started again since the last query. */
async function connected() {
  if (connection !== undefined) return connection;
  const client = new pg.Client({ connectionString: url, application_name: "tests" });
  client.on("error", () => {
    connection = undefined;
  });
  await client.connect();
  connection = { client, schema: undefined };
  return connection;
}

async function answer({ schema, text, values }) {
  const { client } = await connected();
  if (schema !== connection.schema) await client.query(`set search_path to ${schema}`);
  connection.schema = schema;
  const results = [await client.query(values.length === 0 ? text : { text, values })].flat();
  return { rows: results.at(-1).rows };
}

port.on("message", async ({ id, ...query }) => {
  const outcome = await answer(query).catch(({ message, code }) => ({ error: message, code }));
  port.postMessage({ id, ...outcome });
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
});
