// Work on one key takes turns, stays out of the way, or joins in; work on another key is free.
import { expect, test } from "vitest";
import { KeyedLock } from "../../src/impersonation/keyed-lock.js";
import { deferred } from "../deferred.js";

test("while a key is held, tryLock runs nothing, and another key is free", async () => {
  const locks = new KeyedLock();
  const work = deferred<string>();
  const held = locks.tryLock("a", () => work.promise);
  expect(await locks.tryLock("a", async () => "ran")).toBeUndefined();
  expect(await locks.tryLock("b", async () => "ran")).toBe("ran");
  work.resolve("done");
  expect(await held).toBe("done");
  expect(await locks.tryLock("a", async () => "ran")).toBe("ran");
});

test("withLock waits for its turn, one after the other", async () => {
  const locks = new KeyedLock();
  const order: string[] = [];
  const steps = ["first", "second", "third"].map((name) => ({ name, end: deferred<void>() }));
  const runs = steps.map(({ name, end }) =>
    locks.withLock("a", async () => {
      order.push(`${name} begins`);
      await end.promise;
      order.push(`${name} ends`);
    }),
  );
  for (const { end } of steps.toReversed()) end.resolve();
  await Promise.all(runs);
  expect(order).toEqual(["first", "second", "third"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test("work that fails releases its key, and its failure goes to its caller alone", async () => {
  const locks = new KeyedLock();
  const failing = locks.withLock("a", async () => {
    throw new Error("failed");
  });
  const next = locks.withLock("a", async () => "ran");
  await expect(failing).rejects.toThrow("failed");
  expect(await next).toBe("ran");
  expect(locks.has("a")).toBe(false);
});

test("hold runs at once beside another holder, and the key is free when both are done", async () => {
  const locks = new KeyedLock();
  const [first, second] = [deferred<void>(), deferred<void>()];
  const held = locks.tryLock("a", () => first.promise);
  const joined = locks.hold("a", () => second.promise);
  expect(locks.keys).toEqual(["a"]);
  first.resolve();
  await held;
  expect(locks.has("a")).toBe(true);
  second.resolve();
  await joined;
  expect(locks.has("a")).toBe(false);
});

test("idle waits for every key, also for work that began meanwhile", async () => {
  const locks = new KeyedLock();
  const [first, second] = [deferred<void>(), deferred<void>()];
  const order: string[] = [];
  const held = locks.hold("a", () => first.promise).then(() => locks.hold("b", () => second.promise));
  void held.then(() => order.push("done"));
  const idle = locks.idle().then(() => order.push("idle"));
  first.resolve();
  second.resolve();
  await Promise.all([held, idle]);
  expect(order).toEqual(["done", "idle"]);
});
