// Another program's locks and slow statements fill the bot's connections: every click is acknowledged in time and told why
// nothing came of it, and everything works again by itself.
import { setTimeout as pause, setImmediate } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { openStore } from "../../src/db/store.js";
import { ids } from "../../src/sandbox/cast.js";
import { newSchema } from "../database/scratch-schema.js";
import { curtain } from "../flows/stage.js";
import { rest } from "../resilience/faults/rest.js";
import { behindProxy, expectAtOnce, expectOneLink, refused } from "./behind-proxy.js";

afterEach(curtain);

/** With a request, and everybody told of it. */
async function pending(url?: string) {
  const scene = await behindProxy(url);
  const card = await scene.stage.ask();
  await rest(scene.stage);
  return { ...scene, card };
}

/** A connection has to be waited for, and then a lock: less than this. */
const patienceMs = 16_000;

test("with every connection held up, each click is acknowledged at once and refused within seconds", async () => {
  const { stage, operator, card } = await pending();
  await operator.query("begin");
  await operator.query("lock table requests");
  const clicks = Array.from({ length: 12 }, () => stage.carol.clicks(card, "Approve"));
  const outcomes = await Promise.all([...clicks, stage.eve.types(ids.general, "/impersonate help")]);
  for (const outcome of outcomes) expectAtOnce(outcome);
  await stage.told(ids.eve, ids.general, /\/impersonate @user/);
  const heldUp = () => stage.carol.messages(ids.approvals).filter((each) => refused.test(stage.carol.reads(each)));
  await stage.slack.until("all twelve are told", () => heldUp().length === 12, patienceMs);
  await operator.query("rollback");
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await expectOneLink({ stage, operator });
});

test("a process whose connections are all held up keeps its lease", async () => {
  const { stage, operator, card } = await pending();
  const rival = await openStore(stage.sandbox.database);
  try {
    await operator.query("begin");
    await operator.query("lock table requests");
    for (let clicks = 0; clicks < 25; clicks += 1) expectAtOnce(await stage.carol.clicks(card, "Approve"));
    const since = performance.now();
    while (performance.now() - since < 9_000) {
      expect(await rival.renewLease()).toMatchObject({ live: 2, gone: [] });
      await pause(250);
    }
    await operator.query("rollback");
  } finally {
    await rival.endLease();
    await rival.close();
  }
});

test("a lock on the record of payloads delays no acknowledgement, and the click takes effect", async () => {
  const { stage, operator, card } = await pending();
  await operator.query("begin");
  await operator.query("lock table pending_replies");
  expectAtOnce(await stage.carol.clicks(card, "Approve"));
  await stage.card(/@alice has the link/);
  await operator.query("rollback");
  await expectOneLink({ stage, operator });
});

test("a statement that takes longer than any should is given up, and its click is refused", async () => {
  const { stage, operator, card } = await pending();
  await operator.query(
    "create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$",
  );
  await operator.query("create trigger slow before update on requests for each row execute function slow()");
  expectAtOnce(await stage.carol.clicks(card, "Approve"));
  await stage.told(ids.carol, ids.approvals, refused);
  await stage.stillPending();
  expect(stage.sandbox.log.join("")).toMatch(/ error database failed code=57014/);
  await operator.query("drop trigger slow on requests");
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await expectOneLink({ stage, operator });
});

test("a click whose transaction has to give way to another program's is refused, and the next one works", async () => {
  const url = new URL(newSchema());
  // It looks for a deadlock once, by when there has to be one.
  url.searchParams.set("options", `${url.searchParams.get("options")} -c deadlock_timeout=4s`);
  const { stage, operator, card } = await pending(url.toString());
  await operator.query("set deadlock_timeout = '1min'");
  await operator.query("begin");
  await operator.query("select id from messages for update");
  expectAtOnce(await stage.carol.clicks(card, "Approve"));
  await operator.untilWaiting();
  await operator.query("select id from requests for update");
  await operator.query("rollback");
  await stage.told(ids.carol, ids.approvals, refused);
  await stage.stillPending();
  expect(stage.sandbox.log.join("")).toMatch(/ error database failed code=40P01/);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await expectOneLink({ stage, operator });
});

test("a transaction whose connection is ended in its middle stores nothing, and the next click works", async () => {
  const { stage, operator, card } = await pending();
  await operator.query("begin");
  await operator.query("select id from messages for update");
  await stage.carol.clicks(card, "Approve");
  await operator.untilWaiting();
  expect(await operator.terminate("waiting")).toBeGreaterThan(0);
  await operator.query("rollback");
  await stage.told(ids.carol, ids.approvals, refused);
  await stage.stillPending();
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await expectOneLink({ stage, operator });
});

test("connections that are ended between clicks are replaced before anybody notices", async () => {
  const { stage, operator, card } = await pending();
  const since = await operator.query("select clock_timestamp() as at");
  expect(await operator.terminate()).toBeGreaterThan(0);
  const ended = "select 1 from pg_stat_activity where application_name = $1 and backend_start < $2";
  while ((await operator.query(ended, operator.program, since[0]?.at)).length > 0) await pause(50);
  // Now the bot is told, by what was sent before the last of them went away.
  await setImmediate();
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
  await expectOneLink({ stage, operator });
  expect(await operator.moves()).not.toHaveProperty("fail");
});
