// People who wait for an answer are recorded without a wait for the disk or a lock, and everything else with one.
import { setImmediate as turn } from "node:timers/promises";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { DeferredWrites } from "../../../src/db/deferred-writes.js";
import type { Database } from "../../../src/db/engine/engine.js";
import { createPendingReplyStore } from "../../../src/db/pending-replies.js";
import { openDatabase } from "../../../src/db/sqlite/connections.js";
import { openSqlite } from "../../../src/db/sqlite/engine.js";
import { people, plain, scratch, scratchPath, t0 } from "../scratch.js";

const pendingReply = { key: "a click", userId: people.carol, kind: "click", viewId: null, at: t0 } as const;

test("what comes while writes wait for the disk is recorded after the next of them, not after all", async () => {
  const { store } = await scratch();
  const done: string[] = [];
  const note = async (action: string) => {
    await store.record({ at: t0, requestId: null, by: people.eve, action, outcome: "done", detail: {} });
    done.push(action);
  };
  const writes = ["first", "second", "third"].map(note);
  await turn();
  await store.addPendingReply(pendingReply);
  done.push("a click");
  await Promise.all(writes);
  expect(done.indexOf("a click")).toBeLessThan(done.indexOf("third"));
});

test("while another program has the database locked, a payload is told apart from one that came before, and stored as soon as the lock is gone", async () => {
  const { path, store } = await scratch();
  await store.addPendingReply(pendingReply);
  const other = plain(path);
  other.exec("begin exclusive");
  expect(await store.addPendingReply(pendingReply)).toBe("known");
  const next = { ...pendingReply, key: "another click" };
  expect(await store.addPendingReply(next)).toBe("locked");
  const stored = store.addOnceUnlocked(next);
  other.exec("rollback");
  await stored;
  expect(await store.addPendingReply(next)).toBe("known");
});

test("commits wait for the disk, but for those of pending replies", async () => {
  const { durable, unsynced, close } = await openDatabase(`file:${scratchPath()}`);
  onTestFinished(close);
  const durability = async (database: Database) =>
    (await sql<{ synchronous: number }>`pragma synchronous`.execute(database)).rows[0]?.synchronous;
  // 2 is FULL, 1 is NORMAL.
  expect([await durability(durable), await durability(unsynced)]).toEqual([2, 1]);
});

test("a pending reply that comes in the middle of a transaction waits for its end, and for nothing else", async () => {
  const path = scratchPath();
  const engine = await openSqlite(`file:${path}`);
  onTestFinished(() => engine.close());
  const { durable } = engine;
  const store = createPendingReplyStore(engine, new DeferredWrites());
  const order: string[] = [];
  const added = durable.transaction().execute(async (tx) => {
    await sql`update requests set tries = 1`.execute(tx);
    const adding = store.addPendingReply(pendingReply).then(() => order.push("pending reply"));
    await sql`select count(*) from requests`.execute(tx);
    order.push("transaction");
    return { adding };
  });
  await (await added).adding;
  expect(order).toEqual(["transaction", "pending reply"]);
});
