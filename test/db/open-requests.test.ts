// One open request per actor and subject, and one request per payload.
import { expect, test } from "vitest";
import { openStatuses, statuses } from "../../src/impersonation/model/lifecycle.js";
import { refuseInserts } from "../database/plain.js";
import { asked, auditOf, brought, contents, minute, moved, openMax, people, scratch, t0, wish } from "./scratch.js";

const closed = statuses.filter((status) => !openStatuses.some((open) => open === status));

test.each(openStatuses)(
  "while the first is %s, a second is not stored, and the first is pointed to",
  async (status) => {
    const { store, plain } = await scratch();
    const first = await brought(store, await asked(store), status);
    const before = contents(plain);
    expect(await store.insert(wish({ id: "req_2" }), "key 2", ["card", "asked"], openMax)).toEqual({
      outcome: "already_open",
      request: first,
    });
    expect(contents(plain)).toEqual(before);
  },
);

test.each(closed)("once the first is %s, the actor can ask again", async (status) => {
  const { store } = await scratch();
  await brought(store, await asked(store), status);
  expect(await store.insert(wish({ id: "req_2" }), "key 2", [], openMax)).toMatchObject({
    outcome: "inserted",
    request: { id: "req_2", status: "pending" },
  });
});

test.each([
  ["another actor", { actorSlackId: people.carol }],
  ["another subject", { subjectId: "user_brenda" }],
])("%s is no second one", async (_, changes) => {
  const { store } = await scratch();
  await asked(store);
  expect(await store.insert(wish({ id: "req_2", ...changes }), "key 2", [], openMax)).toMatchObject({
    outcome: "inserted",
  });
});

test("a second Slack account of the same Clerk user is no other actor", async () => {
  const { store } = await scratch();
  const first = await asked(store);
  const other = wish({ id: "req_2", actorSlackId: "U0ALICE2", actorSub: first.actorSub });
  expect(await store.insert(other, "key 2", [], openMax)).toEqual({ outcome: "already_open", request: first });
});

test.each(openStatuses)(
  "the database itself refuses a second one that is %s, of the same account or Clerk user",
  async (status) => {
    const { store, plain } = await scratch();
    const first = await asked(store);
    await brought(store, first, "denied");
    const second = { id: "req_2", actorSub: "slack:T0ACME:U0ALICE" };
    await brought(store, await asked(store, second), "denied");
    const third = { id: "req_3", actorSlackId: "U0ALICE2", actorSub: first.actorSub };
    await brought(store, await asked(store, third), "denied");
    const reopen = plain.prepare("update requests set status = ? where id = ?");
    reopen.run(status, "req_1");
    expect(() => reopen.run(status, "req_2")).toThrow(
      /requests\.actor_slack_id, requests\.subject_id|"one_open_request"/,
    );
    expect(() => reopen.run(status, "req_3")).toThrow(
      /requests\.actor_sub, requests\.subject_id|"one_open_request_as_actor"/,
    );
  },
);

test("of twenty asked at once by the same person for the same user, one is stored", async () => {
  const { store, plain } = await scratch();
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, ask) => store.insert(wish({ id: `req_${ask}` }), `key ${ask}`, ["card"], openMax)),
  );
  const stored = results.filter(({ outcome }) => outcome === "inserted");
  expect(stored).toHaveLength(1);
  const others = results.filter(({ outcome }) => outcome !== "inserted");
  expect(new Set(others.map((other) => JSON.stringify(other))).size).toBe(1);
  expect(others[0]).toEqual({ ...stored[0], outcome: "already_open" });
  expect(plain.prepare("select count(*) from messages").pluck().get()).toBe(1);
});

test("a payload that comes twenty times makes one request, one card and one audit row", async () => {
  const { store, plain } = await scratch();
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, time) =>
      store.insert(wish({ id: `req_${time}` }), "the same key", ["card"], openMax),
    ),
  );
  expect(results.map(({ outcome }) => outcome).sort()).toEqual([...Array(19).fill("duplicate"), "inserted"]);
  for (const table of ["requests", "messages", "audit"]) {
    expect(plain.prepare(`select count(*) from ${table}`).pluck().get()).toBe(1);
  }
});

test("a payload that comes again after its request was closed makes none", async () => {
  const { store, plain } = await scratch();
  await brought(store, await asked(store), "denied");
  const before = contents(plain);
  expect(await store.insert(wish({ id: "req_2" }), "key of req_1", ["card"], openMax)).toEqual({
    outcome: "duplicate",
  });
  expect(contents(plain)).toEqual(before);
});

test("a retry is refused while another is open, and points to it", async () => {
  const { store, plain } = await scratch();
  const failed = await brought(store, await asked(store), "failed");
  const open = await asked(store, { id: "req_2", askedAt: t0 + minute });
  const before = contents(plain);
  await expect(
    store.move(failed, "retry", { by: people.dave, at: t0 + 2 * minute, announce: ["asked"] }),
  ).rejects.toMatchObject({ problem: { code: "already_open", request: open } });
  expect(contents(plain)).toEqual(before);
});

test("a retry is made once the other one is closed", async () => {
  const { store, plain } = await scratch();
  const failed = await brought(store, await asked(store), "failed");
  await moved(store, await asked(store, { id: "req_2" }), "cancel", { by: people.alice });
  expect(await moved(store, failed, "retry", { by: people.dave })).toMatchObject({ status: "approved", attempt: 2 });
  expect(auditOf(plain, failed.id).at(-1)).toBe(`${people.dave} retry`);
});

test("of twenty asked at once for different users no more are stored than may be open, and the rest are told of those", async () => {
  const { store, plain } = await scratch();
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, ask) =>
      store.insert(wish({ id: `req_${ask}`, subjectId: `user_${ask}` }), `key ${ask}`, ["card"], 5),
    ),
  );
  const stored = results.flatMap((result) => (result.outcome === "inserted" ? result.request : []));
  expect(stored).toHaveLength(5);
  const others = results.filter(({ outcome }) => outcome !== "inserted");
  const requests = stored.toSorted((one, other) => one.number - other.number);
  for (const other of others) expect(other).toEqual({ outcome: "too_many_open", requests });
  expect(plain.prepare("select count(*) from requests").pluck().get()).toBe(5);
});

test("what another Slack account of the same Clerk user has open counts, and what is over does not", async () => {
  const { store } = await scratch();
  const first = await asked(store);
  const other = wish({ id: "req_2", actorSlackId: "U0ALICE2", actorSub: first.actorSub, subjectId: "user_brenda" });
  expect(await store.insert(other, "key 2", [], 1)).toEqual({ outcome: "too_many_open", requests: [first] });
  expect(await store.openRequestsOf({ actorSlackId: "U0ALICE2" })).toEqual([]);
  await moved(store, first, "cancel");
  expect(await store.insert(other, "key 2", [], 1)).toMatchObject({ outcome: "inserted" });
});

test("a retry is refused while so many others are open, and made where there are fewer", async () => {
  const { store, plain } = await scratch();
  const failed = await brought(store, await asked(store), "failed");
  await asked(store, { id: "req_2", subjectId: "user_brenda" });
  const before = contents(plain);
  const by = { by: people.dave, at: t0 + minute };
  await expect(store.move(failed, "retry", { ...by, openMax: 1 })).rejects.toMatchObject({
    problem: { code: "actor_has_too_many_open", actorSlackId: people.alice, max: 1 },
  });
  expect(contents(plain)).toEqual(before);
  expect(await store.move(failed, "retry", { ...by, openMax: 2 })).toMatchObject({ status: "approved" });
});

test("a request is stored with everything that was asked", async () => {
  const { store } = await scratch();
  const wanted = wish({
    actorClerkId: null,
    subjectEmail: null,
    actorEmails: ['"al, ice"@acme.example', "ålice@acme.example"],
    reason: "ticket 4821; drop table requests -- 'x' 😀",
  });
  await store.insert(wanted, "key", [], openMax);
  expect(await store.get(wanted.id)).toMatchObject({ ...wanted, status: "pending", revision: 1, attempt: 0 });
});

test("a request whose messages or audit row cannot be written is not stored", async () => {
  const { store, plain } = await scratch();
  for (const table of ["messages", "audit"]) {
    const heal = refuseInserts(plain, table);
    await expect(store.insert(wish(), "key", ["card"], openMax)).rejects.toThrow("disk full");
    expect(contents(plain)).toEqual([[], [], [], []]);
    heal();
  }
  expect(await store.insert(wish(), "key", ["card"], openMax)).toMatchObject({ outcome: "inserted" });
});

test("nobody has asked for an id that is not there", async () => {
  const { store } = await scratch();
  expect(await store.get("req_unknown")).toBeUndefined();
});
