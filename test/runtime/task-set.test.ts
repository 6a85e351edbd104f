// Running promises in one set: how many there are, and the wait for the last of them.
import { expect, test } from "vitest";
import { TaskSet } from "../../src/runtime/task-set.js";
import { deferred } from "../deferred.js";

test("a task is counted until it settles, and its result goes to the caller", async () => {
  const tasks = new TaskSet();
  const task = deferred<string>();
  const tracked = tasks.track(task.promise);
  expect(tasks.size).toBe(1);
  task.resolve("done");
  expect(await tracked).toBe("done");
  expect(tasks.size).toBe(0);
});

test("a task that fails leaves the set, and its failure goes to the caller alone", async () => {
  const tasks = new TaskSet();
  const task = deferred<string>();
  const tracked = tasks.track(task.promise);
  const idle = tasks.idle();
  task.reject(new Error("failed"));
  await expect(tracked).rejects.toThrow("failed");
  await idle;
  expect(tasks.size).toBe(0);
});

test("idle waits for tasks that are added meanwhile", async () => {
  const tasks = new TaskSet();
  const [first, second] = [deferred<string>(), deferred<string>()];
  const order: string[] = [];
  void tasks.track(first.promise).then(() => {
    order.push("first");
    void tasks.track(second.promise).then(() => order.push("second"));
    second.resolve("");
  });
  const idle = tasks.idle().then(() => order.push("idle"));
  first.resolve("");
  await idle;
  expect(order).toEqual(["first", "second", "idle"]);
});

test("with nothing running, idle resolves at once", async () => {
  await new TaskSet().idle();
});
