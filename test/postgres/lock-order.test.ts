// Two transactions that touch the same request wait for each other in one order, so that neither has to give way.
import { expect, test } from "vitest";
import { asked, brought, minute, moved, open, scratchPath, t0 } from "../db/scratch.js";
import { Operator } from "./behind-proxy.js";

const place = { channel: "C0APPROVALS", ts: "1.0" };

/** A store, and another process's transaction on the same database. */
async function beside() {
  const path = scratchPath();
  const url = new URL(path);
  url.searchParams.set("application_name", "a store");
  const store = await open(url.toString());
  const other = await Operator.of(path);
  const waits = async () => {
    const waiting =
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and pg_blocking_pids(pid) @> array[pg_backend_pid()]";
    while ((await other.query(waiting)).length === 0);
  };
  return { store, other, waits };
}

test("a click on a message whose place is being recorded waits for that, and not the other way round", async () => {
  const { store, other, waits } = await beside();
  const request = await asked(store, {}, ["card"]);
  await other.query("begin");
  await other.query("select id from requests where id = $1 for update", request.id);
  const adopted = store.adopt(request.id, "card", place, t0);
  await waits();
  await other.query("update messages set channel = $1, ts = $2", place.channel, place.ts);
  await other.query("commit");
  await adopted;
  expect(await store.messagesOf(request.id)).toMatchObject([place]);
});

test("a process that is taken over from while somebody clicks on its request costs nobody their click", async () => {
  const { store, other, waits } = await beside();
  const request = await brought(store, await asked(store, {}, ["card"]), "issued");
  await other.query("insert into instances (id, lease_until) values ('gone', 0)");
  await other.query("update messages set claim = 'one', claimed_by = 'gone'");
  await moved(store, request, "revoke");
  await other.query("update requests set claimed_by = 'gone'");
  await other.query("begin");
  await other.query("update requests set tries = 1");
  const takenOver = store.takeOver("gone", t0, t0 + minute);
  await waits();
  await other.query("update messages set tries = 1");
  await other.query("commit");
  await takenOver;
  expect(await store.messagesOf(request.id)).toMatchObject([{ dueAt: t0, tries: 1 }]);
});
