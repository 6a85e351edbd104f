// People who wait for an answer are on record until they have it, and their payloads for a while longer.
import { expect, test } from "vitest";
import { minute, open, pendingReplies, people, plain, scratch, scratchPath, t0, takeOver } from "./scratch.js";

const pendingReply = { key: "a click", userId: people.carol, kind: "click", viewId: null, at: t0 } as const;

test("a pending reply is there until it is answered, once, and the oldest comes first", async () => {
  const { path, store, plain } = await scratch();
  await store.renewLease();
  await store.addPendingReply({ ...pendingReply, key: "a later one", at: t0 + 1 });
  await store.addPendingReply(pendingReply);
  await store.addPendingReply({ ...pendingReply, at: t0 + 2 });
  expect(pendingReplies(plain)).toEqual(["a click", "a later one"]);
  await store.replied(pendingReply, t0 + 3);
  expect(await takeOver(store, await open(path), t0)).toMatchObject([{ key: "a later one" }]);
});

test("a payload is known while it is worked on, after its answer, and by the next process", async () => {
  const path = scratchPath();
  const first = await open(path);
  expect(await first.addPendingReply(pendingReply)).toBe("added");
  expect(await first.addPendingReply(pendingReply)).toBe("known");
  await first.replied(pendingReply, t0 + 1);
  await first.close();
  const second = await open(path);
  expect(await second.addPendingReply(pendingReply)).toBe("known");
  expect(pendingReplies(plain(path))).toEqual([]);
});

test("what was answered is known for a quarter of an hour, longer than Slack's signature is taken, and then forgotten", async () => {
  const { store } = await scratch();
  const answered = async (key: string, at: number) => {
    await store.addPendingReply({ ...pendingReply, key, at });
    await store.replied({ ...pendingReply, key, at }, at);
  };
  await answered("old", t0);
  await answered("younger", t0 + 2 * minute);
  await store.addPendingReply({ ...pendingReply, key: "waiting", at: t0 });
  await answered("later", t0 + 15 * minute);
  expect(await store.addPendingReply({ ...pendingReply, key: "old" })).toBe("known");
  await answered("latest", t0 + 16 * minute);
  expect(await store.addPendingReply({ ...pendingReply, key: "old" })).toBe("added");
  expect(await store.addPendingReply({ ...pendingReply, key: "younger" })).toBe("known");
  expect(await store.addPendingReply({ ...pendingReply, key: "waiting" })).toBe("known");
});

test("an answer is on record also where the pending reply could not be", async () => {
  const { store, plain } = await scratch();
  await store.replied(pendingReply, t0);
  expect(await store.addPendingReply(pendingReply)).toBe("known");
  expect(pendingReplies(plain)).toEqual([]);
});
