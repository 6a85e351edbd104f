// Whoever waits for an answer is written down without a wait for the disk, and everything else with one.
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../src/db/migrations.js";
import { createArrivalStore } from "../../src/db/pending-replies.js";
import { openDatabase } from "../../src/db/sqlite/engine.js";
import { people, scratchPath, t0 } from "./scratch.js";

async function scratchArrivals() {
  const path = scratchPath();
  const database = await openDatabase(`file:${path}`);
  onTestFinished(() => database.destroy());
  await migrate(database, path);
  /** 2 is FULL: a commit is on the disk. */
  const durability = async () => (await sql<{ synchronous: number }>`pragma synchronous`.execute(database)).rows;
  return { arrivals: createArrivalStore(database), durability };
}

const arrival = { key: "a click", userId: people.carol, kind: "click", viewId: null, at: t0 } as const;

test("an arrival is there until it is answered, once, and the oldest comes first", async () => {
  const { arrivals } = await scratchArrivals();
  await arrivals.addArrival({ ...arrival, key: "a later one", at: t0 + 1 });
  await arrivals.addArrival(arrival);
  await arrivals.addArrival({ ...arrival, at: t0 + 2 });
  expect((await arrivals.arrivals()).map(({ key }) => key)).toEqual(["a click", "a later one"]);
  await arrivals.removeArrival("a click");
  expect(await arrivals.arrivals()).toMatchObject([{ key: "a later one" }]);
});

test("after an arrival, and after one that could not be stored, commits wait for the disk as before", async () => {
  const { arrivals, durability } = await scratchArrivals();
  expect(await durability()).toEqual([{ synchronous: 2 }]);
  await arrivals.addArrival(arrival);
  expect(await durability()).toEqual([{ synchronous: 2 }]);
  await expect(arrivals.addArrival({ ...arrival, key: "not a time", at: Number.NaN })).rejects.toThrow();
  await arrivals.removeArrival("a click");
  expect(await durability()).toEqual([{ synchronous: 2 }]);
});
