// Two transactions that touch the same request wait for each other in one order, so that neither has to give way.
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { pendingReply } from "../db/questions.js";
import { asked, brought, minute, moved, open, scratchPath, t0, wish } from "../db/scratch.js";
import { Operator } from "./behind-proxy.js";

const place = { channel: "C0APPROVALS", ts: "1.0" };

/** A store, and another process's transaction on the same database. */
async function beside(options = "") {
  const path = scratchPath();
  const url = new URL(path);
  url.searchParams.set("application_name", randomUUID());
  url.searchParams.set("options", `${url.searchParams.get("options")} ${options}`);
  const store = await open(url.toString());
  const other = await Operator.of(path, url.searchParams.get("application_name") ?? "");
  return { store, other };
}

test("a click on a message whose place is being recorded waits for that, and not the other way round", async () => {
  const { store, other } = await beside();
  const request = await asked(store, {}, ["card"]);
  await other.query("begin");
  await other.query("select id from requests where id = $1 for update", request.id);
  const adopted = store.adopt(request.id, "card", place, t0);
  await other.untilWaiting();
  await other.query("update messages set channel = $1, ts = $2", place.channel, place.ts);
  await other.query("commit");
  await adopted;
  expect(await store.messagesOf(request.id)).toMatchObject([place]);
});

test("of a dead process what somebody holds locked is taken over the next time, and the rest at once", async () => {
  const { store, other } = await beside();
  const request = await brought(store, await asked(store, {}, ["card"]), "issued");
  await other.query("insert into instances (id, lease_until) values ('gone', 0)");
  await other.query("update messages set claim = 'one', claimed_by = 'gone'");
  await moved(store, request, "revoke");
  await other.query("update requests set claimed_by = 'gone'");
  await store.addPendingReply(pendingReply);
  await other.query("update pending_replies set claimed_by = 'gone'");
  await other.query("begin");
  await other.query("update requests set tries = 1");
  expect(await store.takeOver("gone", t0, t0 + minute)).toBe(true);
  await other.query("update messages set tries = 1");
  await other.query("commit");
  expect(await store.takeOver("gone", t0, t0 + minute)).toBe(true);
  expect(await store.messagesOf(request.id)).toMatchObject([{ dueAt: t0, tries: 1 }]);
  expect(await store.takeOver("gone", t0, t0 + minute)).toBe(false);
});

test("a process that was taken over makes no request of which somebody was told that it was not made", async () => {
  const { store, other } = await beside();
  await store.addPendingReply({ ...pendingReply, key: "key of req_1" });
  await other.query("update pending_replies set claimed_by = 'another'");
  const inserted = await store.insert(wish(), "key of req_1", ["card"], 10);
  expect(inserted).toEqual({ outcome: "duplicate" });
});

test("where the answer to the commit of a takeover is lost, the pending reply is still sent, once", async () => {
  const { store, other } = await beside();
  await store.addPendingReply({ ...pendingReply, key: "in hand" });
  await other.query(
    `insert into pending_replies (key, user_id, kind, at, claimed_by)
      select 'taken over', user_id, kind, at, claimed_by from pending_replies`,
  );
  expect(await store.takenOver()).toMatchObject([{ key: "taken over" }]);
  expect(await store.takenOver()).toEqual([]);
});

test("where the database isolates more than the bot asks for, a write that had to wait is still made", async () => {
  const { store, other } = await beside("-c default_transaction_isolation=serializable");
  const request = await asked(store, {}, ["card"]);
  const [message] = await store.messagesOf(request.id);
  await other.query("begin");
  await other.query("update messages set tries = 1");
  const claim = store.claim(message?.id ?? 0, t0, t0 + minute, request.revision);
  await other.untilWaiting();
  await other.query("commit");
  expect(await claim).toMatchObject({ message: { tries: 1 } });
});

test("a process that starts while a request's messages are being written waits for them, and costs nobody their click", async () => {
  const { store, other } = await beside();
  const request = await asked(store, {}, ["card", "asked"]);
  const [first, second] = await store.messagesOf(request.id);
  for (const start of [
    () => store.clockSetBack(t0 - minute),
    () => store.invalidate(request.id, ["card", "asked"], t0),
    () => store.retryRefused(t0, ["is_inactive"]),
  ]) {
    await other.query("update messages set due_at = $1, refused = 'not_in_channel', channel = 'C1', ts = id::text", t0);
    await other.query("begin");
    await other.query("select id from requests for update");
    await other.query("update messages set tries = 1 where id = $1", second?.id);
    const started = start();
    await other.untilWaiting();
    await other.query("update messages set tries = 1 where id = $1", first?.id);
    await other.query("commit");
    await started;
  }
});
