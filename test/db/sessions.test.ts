// Which request a session belongs to: the first that claimed it, for good.
import { expect, test } from "vitest";
import { asked, contents, scratch } from "./scratch.js";

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
  expect(await store.claimSessions("req_1", [])).toEqual(["sess_1"]);
  expect(await store.claimSessions("req_2", [])).toEqual(["sess_2"]);
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
  expect([...(first ?? []), ...(other ?? [])]).toEqual(["sess_1"]);
});

test("a claim answers with every session that the request holds, those of earlier claims included", async () => {
  const { store } = await two();
  expect(await store.claimSessions("req_1", [])).toEqual([]);
  await store.claimSessions("req_1", ["sess_1"]);
  expect(await store.claimSessions("req_1", ["sess_2"])).toEqual(["sess_1", "sess_2"]);
  expect(await store.claimSessions("req_1", [])).toEqual(["sess_1", "sess_2"]);
});

test("no session is tied to a request that is not there", async () => {
  const { store, plain } = await two();
  await expect(store.claimSessions("req_unknown", ["sess_1"])).rejects.toThrow("FOREIGN KEY constraint failed");
  expect(plain.prepare("select * from sessions").all()).toEqual([]);
});
