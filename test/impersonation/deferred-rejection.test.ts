// Look-ups in parallel: a failure is met where its result is asked for, and nowhere else.
import { expect, onTestFinished, test } from "vitest";
import { deferRejection } from "../../src/impersonation/deferred-rejection.js";

test("a result is there when it is asked for, as often as that is", async () => {
  const result = deferRejection(Promise.resolve("found"));
  expect([await result(), await result()]).toEqual(["found", "found"]);
});

test("a failure waits until its result is asked for, and is unhandled nowhere", async () => {
  const unhandled: unknown[] = [];
  const listener = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", listener);
  onTestFinished(() => {
    process.off("unhandledRejection", listener);
  });
  const result = deferRejection(Promise.reject(new Error("failed")));
  await new Promise(setImmediate);
  await expect(result()).rejects.toThrow("failed");
  expect(unhandled).toEqual([]);
});
