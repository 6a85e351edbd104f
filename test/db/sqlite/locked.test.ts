// Another program has the database locked: nothing blocks the process, reads go on, and writes wait in order, for a while.
import { setImmediate as turn } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { openStore } from "../../../src/db/store.js";
import { MovableClock } from "../../../src/sandbox/clock.js";
import { asked, moved, openMax, people, plain, scratchPath, second, t0, wish } from "../scratch.js";

const unavailable = { name: "ImpersonationError", problem: { code: "store_unavailable", stage: "before" } };

async function lockable() {
  const path = scratchPath();
  const clock = new MovableClock();
  const onLocked = vi.fn();
  const onFailure = vi.fn();
  const store = await openStore(`file:${path}`, { clock, onLocked, onFailure });
  onTestFinished(() => store.close());
  const other = plain(path);
  return { path, clock, store, other, onLocked, onFailure };
}

const note = (action: string) => ({ at: t0, requestId: null, by: people.eve, action, outcome: "done", detail: {} });

test.each(["immediate", "exclusive"])(
  "behind another program's %s transaction reads are answered, and a write is made when that ends",
  async (kind) => {
    const { store, other, onLocked, onFailure } = await lockable();
    const request = await asked(store);
    other.exec(`begin ${kind}`);
    let isWritten = false;
    const written = moved(store, request, "approve").then(() => {
      isWritten = true;
    });
    for (let turns = 0; turns < 10; turns += 1) await turn();
    expect(await store.get(request.id)).toEqual(request);
    expect(isWritten).toBe(false);
    other.exec("rollback");
    await written;
    expect(await store.get(request.id)).toMatchObject({ status: "approved" });
    expect(onLocked).toHaveBeenCalledOnce();
    expect(onFailure).not.toHaveBeenCalled();
  },
);

test("what waits is written in the order in which it came, single rows and transactions alike", async () => {
  const { store, other } = await lockable();
  other.exec("begin immediate");
  const writes = [store.record(note("first")), asked(store), store.record(note("third")), store.record(note("fourth"))];
  await turn();
  other.exec("rollback");
  // It comes when the lock is gone, and others still wait.
  writes.push(store.record(note("fifth")));
  await Promise.all(writes);
  const actions = other.prepare("select action from audit order by id").pluck().all();
  expect(actions).toEqual(["first", "ask", "third", "fourth", "fifth"]);
});

test("after three seconds what waits is refused, and what comes then is refused at once, until the lock is gone", async () => {
  const { clock, store, other, onLocked, onFailure } = await lockable();
  other.exec("begin immediate");
  const refused = Promise.all([
    expect(store.record(note("first"))).rejects.toMatchObject(unavailable),
    expect(store.insert(wish(), "key", ["card"], openMax)).rejects.toMatchObject(unavailable),
  ]);
  await turn();
  clock.advance(3 * second);
  await refused;
  expect(onLocked).toHaveBeenCalledOnce();
  expect(onFailure.mock.calls.map(([code]) => code)).toEqual(["SQLITE_BUSY", "SQLITE_BUSY"]);
  await expect(store.record(note("later"))).rejects.toMatchObject(unavailable);
  expect(clock.expects(Number.POSITIVE_INFINITY)).toBe(false);
  other.exec("rollback");
  await store.record(note("after"));
  // A lock that comes now is waited for again.
  other.exec("begin immediate");
  const written = store.record(note("after another lock"));
  await turn();
  other.exec("rollback");
  await written;
  const actions = other.prepare("select action from audit order by id").pluck().all();
  expect(actions).toEqual(["after", "after another lock"]);
});

test("what still waits when the database is closed is told that the database is not available", async () => {
  const { store, other } = await lockable();
  other.exec("begin immediate");
  const refused = expect(store.record(note("first"))).rejects.toMatchObject(unavailable);
  await turn();
  await store.close();
  await refused;
});
