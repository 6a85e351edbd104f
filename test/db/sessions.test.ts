// Which request a session belongs to: the first that claimed it, for good.
import { expect, test } from "vitest";
import { asked, contents, minute, scratch, t0 } from "./scratch.js";

async function two() {
  const scratched = await scratch();
  await asked(scratched.store);
  await asked(scratched.store, { id: "req_2", subjectId: "user_brenda" });
  return scratched;
}

test("a session that one request holds is not given to another", async () => {
  const { store } = await two();
  expect(await store.claimSessions("req_1", ["sess_1"])).toEqual(["sess_1"]);
  expect(await store.claimSessions("req_2", ["sess_1", "sess_2"])).toEqual(["sess_2"]);
  const held = await store.heldSessions("req_2", ["sess_1"]);
  expect(new Map(held.map(({ sessionId, requestId }) => [sessionId, requestId]))).toEqual(
    new Map([
      ["sess_1", "req_1"],
      ["sess_2", "req_2"],
    ]),
  );
});

test("to claim a session again changes nothing", async () => {
  const { store, plain } = await two();
  await store.claimSessions("req_1", ["sess_1", "sess_2"]);
  const before = contents(plain);
  expect(await store.claimSessions("req_1", ["sess_2", "sess_1"])).toHaveLength(2);
  expect(contents(plain)).toEqual(before);
});

test("claimed by two at once, a session has one holder", async () => {
  const { store } = await two();
  const [first, other] = await Promise.all([
    store.claimSessions("req_1", ["sess_1"]),
    store.claimSessions("req_2", ["sess_1"]),
  ]);
  expect([...first, ...other]).toEqual(["sess_1"]);
});

test("the sessions of a request are those of all its claims", async () => {
  const { store } = await two();
  expect(await store.heldSessions("req_1", [])).toEqual([]);
  await store.claimSessions("req_1", ["sess_1"]);
  await store.claimSessions("req_1", ["sess_2"]);
  expect((await store.heldSessions("req_1", [])).map(({ sessionId }) => sessionId)).toEqual(["sess_1", "sess_2"]);
});

test("that a session is over is kept with the time at which it was first known", async () => {
  const { store } = await two();
  await store.claimSessions("req_1", ["sess_1", "sess_2"]);
  await store.sessionsEnded(["sess_1"], t0);
  await store.sessionsEnded(["sess_1"], t0 + minute);
  expect((await store.heldSessions("req_1", [])).map(({ endedAt }) => endedAt)).toEqual([t0, null]);
});

test("no session is tied to a request that is not there", async () => {
  const { store, plain } = await two();
  await expect(store.claimSessions("req_unknown", ["sess_1"])).rejects.toThrow(/foreign key constraint/i);
  expect(plain.prepare("select * from sessions").all()).toEqual([]);
});
