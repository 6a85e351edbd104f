// Whose turn it is on the database's connection.
import { expect, test } from "vitest";
import { Mutex } from "../../../src/db/sqlite/mutex.js";

test("callers are let in one at a time, in the order in which they came, and those that go first before them", async () => {
  const mutex = new Mutex();
  const seen: string[] = [];
  const enter = async (name: string, first = false) => {
    const release = await mutex.acquire({ first });
    seen.push(name);
    return release;
  };
  const release = await enter("one");
  const others = [enter("two"), enter("three"), enter("ahead", true)];
  await Promise.resolve();
  expect(seen).toEqual(["one"]);
  release();
  // Only the first call counts: the second would let two in.
  release();
  (await others[2])?.();
  (await others[0])?.();
  (await others[1])?.();
  expect(seen).toEqual(["one", "ahead", "two", "three"]);
  expect(mutex.isHeld).toBe(false);
});
