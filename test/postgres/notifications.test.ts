// Notifications of changes, which anybody may send who may connect to the database.
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/db/store.js";
import { newSchema, schemaOf } from "../database/scratch-schema.js";
import { Operator } from "./behind-proxy.js";

async function listening() {
  const url = newSchema();
  const store = await openStore(url);
  onTestFinished(() => store.close());
  const heard: (string | undefined)[] = [];
  let onHeard = () => {};
  store.onNews((requestId) => {
    heard.push(requestId);
    onHeard();
  });
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve) => {
      onHeard = () => void (isTrue() && resolve());
      onHeard();
    });
  // It listens from the moment on at which it says that anything may have changed.
  await until(() => heard.length > 0);
  heard.length = 0;
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
