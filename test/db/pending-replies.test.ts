// People who wait for an answer are recorded without a wait for the disk, and everything else with one.
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../src/db/migrations.js";
import { createPendingReplyStore } from "../../src/db/pending-replies.js";
import { type Database, openDatabase } from "../../src/db/sqlite/engine.js";
import { people, scratch, scratchPath, t0 } from "./scratch.js";

const pendingReply = { key: "a click", userId: people.carol, kind: "click", viewId: null, at: t0 } as const;

test("a pending reply is there until it is answered, once, and the oldest comes first", async () => {
  const { store } = await scratch();
  await store.addPendingReply({ ...pendingReply, key: "a later one", at: t0 + 1 });
  await store.addPendingReply(pendingReply);
  await store.addPendingReply({ ...pendingReply, at: t0 + 2 });
  expect((await store.pendingReplies()).map(({ key }) => key)).toEqual(["a click", "a later one"]);
  await store.removePendingReply("a click");
  expect(await store.pendingReplies()).toMatchObject([{ key: "a later one" }]);
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
  const { durable, unsynced, close } = await openDatabase(`file:${path}`);
  onTestFinished(close);
  await migrate(durable, path);
  const store = createPendingReplyStore(unsynced);
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
