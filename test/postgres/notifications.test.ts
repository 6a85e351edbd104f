// Notifications of changes, which anybody may send who may connect to the database.
import { expect, test } from "vitest";
import { listeningOn } from "../database/listening.js";
import { newSchema, schemaOf } from "../database/scratch-schema.js";
import { Operator } from "./behind-proxy.js";

async function listening() {
  const url = newSchema();
  const { heard, until } = await listeningOn(url);
  const operator = await Operator.of(url);
  const send = (payloads: string) =>
    operator.query(`select pg_notify('understudy_${schemaOf(url)}', payload) from ${payloads} as sent (payload)`);
  return { heard, until, send };
}

test("what is no request's id is not looked at", async () => {
  const { heard, until, send } = await listening();
  await send("(values ('garbage'), (''), ('req_''; drop table requests'), ('req_0123456789abcdef'))");
  await until(() => heard.includes("req_0123456789abcdef"));
  expect(heard).toEqual(["req_0123456789abcdef"]);
});

test("a flood of them is taken as one change of anything", async () => {
  const { heard, until, send } = await listening();
  await send("(select 'req_' || lpad(n::text, 16, '0') from generate_series(1, 20000) as n)");
  await until(() => heard.includes(undefined));
  expect(heard.length).toBeLessThan(200);
});

test("so are a few dozen, each of which would be looked up", async () => {
  const { heard, until, send } = await listening();
  await send("(select 'req_' || lpad(n::text, 16, '0') from generate_series(1, 45) as n)");
  await until(() => heard.includes(undefined));
  expect(heard.length).toBeLessThan(10);
});
