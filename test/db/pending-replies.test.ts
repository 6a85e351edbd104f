// Whoever waits for an answer is written down without a wait for the disk, and everything else with one.
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../src/db/migrations.js";
import { createPendingReplyStore } from "../../src/db/pending-replies.js";
import { openDatabase } from "../../src/db/sqlite/engine.js";
import { people, scratchPath, t0 } from "./scratch.js";

async function scratchArrivals() {
  const path = scratchPath();
  const database = await openDatabase(`file:${path}`);
  onTestFinished(() => database.destroy());
  await migrate(database, path);
  /** 2 is FULL: a commit is on the disk. */
  const durability = async () => (await sql<{ synchronous: number }>`pragma synchronous`.execute(database)).rows;
  return { pendingReplies: createPendingReplyStore(database), durability };
}

const pendingReply = { key: "a click", userId: people.carol, kind: "click", viewId: null, at: t0 } as const;

test("an arrival is there until it is answered, once, and the oldest comes first", async () => {
  const { pendingReplies } = await scratchArrivals();
  await pendingReplies.addPendingReply({ ...pendingReply, key: "a later one", at: t0 + 1 });
  await pendingReplies.addPendingReply(pendingReply);
  await pendingReplies.addPendingReply({ ...pendingReply, at: t0 + 2 });
  expect((await pendingReplies.pendingReplies()).map(({ key }) => key)).toEqual(["a click", "a later one"]);
  await pendingReplies.removePendingReply("a click");
  expect(await pendingReplies.pendingReplies()).toMatchObject([{ key: "a later one" }]);
});

test("after an pendingReply, and after one that could not be stored, commits wait for the disk as before", async () => {
  const { pendingReplies, durability } = await scratchArrivals();
  expect(await durability()).toEqual([{ synchronous: 2 }]);
  await pendingReplies.addPendingReply(pendingReply);
  expect(await durability()).toEqual([{ synchronous: 2 }]);
  await expect(
    pendingReplies.addPendingReply({ ...pendingReply, key: "not a time", at: Number.NaN }),
  ).rejects.toThrow();
  await pendingReplies.removePendingReply("a click");
  expect(await durability()).toEqual([{ synchronous: 2 }]);
});
