// What falls due when: requests by their deadlines, messages by what they still have to say.
import { expect, test } from "vitest";
import type { Store } from "../../src/impersonation/ports/store.js";
import { asked, brought, dueAt, hour, minute, moved, open, scratch, second, t0, takeOver } from "./scratch.js";

const always = Number.MAX_SAFE_INTEGER;
const place = { channel: "D0ALICE", ts: "1767621660.000100" };

/** Requests of as many actors, each due when the list says. */
async function lapsingAt(store: Store, times: readonly number[]) {
  for (const [index, at] of times.entries()) {
    await asked(store, { id: `req_${index}`, actorSlackId: `U0ACTOR${index}`, lapsesAt: at });
  }
}

async function dueTimes(store: Store, requestId: string) {
  return Object.fromEntries((await store.messagesOf(requestId)).map(({ kind, dueAt }) => [kind, dueAt]));
}

/** As long as a normal approval or revoke may take before its messages are synced by the scheduler. */
const moment = 700;

test("in an empty store nothing ever falls due", async () => {
  const { store } = await scratch();
  expect(await store.nextDueAt()).toBeNull();
  expect(await dueAt(store, always, 10)).toEqual([]);
  expect(await store.messagesDue(always, 10)).toEqual([]);
});

test("a request falls due at half its time, for the reminder, not a millisecond before", async () => {
  const { store } = await scratch();
  const request = await asked(store);
  expect(await dueAt(store, t0 + hour / 2 - 1, 10)).toEqual([]);
  expect(await dueAt(store, t0 + hour / 2, 10)).toEqual([request]);
});

test("due requests come the longest due first, no more than asked for", async () => {
  const { store } = await scratch();
  await lapsingAt(store, [t0 + 3, t0 + 1, t0 + 4, t0 + 2]);
  expect((await dueAt(store, t0 + 3, 10)).map(({ id }) => id)).toEqual(["req_1", "req_3", "req_0"]);
  expect((await dueAt(store, always, 2)).map(({ id }) => id)).toEqual(["req_1", "req_3"]);
});

test("taken up a few at a time, every due request has its turn once", async () => {
  const { store } = await scratch();
  await lapsingAt(
    store,
    Array.from({ length: 25 }, (_, index) => t0 + (index % 5)),
  );
  const turns: string[] = [];
  for (let round = await dueAt(store, always, 10); round.length > 0; round = await dueAt(store, always, 10)) {
    turns.push(...round.map(({ id }) => id));
    await Promise.all(round.map((request) => store.amend(request, { dueAt: null }, false)));
  }
  expect(turns.toSorted()).toEqual(Array.from({ length: 25 }, (_, index) => `req_${index}`).sort());
  expect(await store.nextDueAt()).toBeNull();
});

test("the next thing is the earliest, whether a request or a message", async () => {
  const { store } = await scratch();
  const request = await asked(store);
  expect(await store.nextDueAt()).toBe(t0 + hour / 2);
  await store.adopt(request.id, "card", place, t0 + minute);
  expect(await store.nextDueAt()).toBe(t0 + minute);
  await store.amend(request, { dueAt: t0 + second }, false);
  expect(await store.nextDueAt()).toBe(t0 + second);
  await store.amend(request, { dueAt: null }, false);
  expect(await store.nextDueAt()).toBe(t0 + minute);
});

test("due messages come the longest due first, no more than asked for", async () => {
  const { store } = await scratch();
  await asked(store);
  for (const wait of [3, 1, 2]) await store.adopt("req_1", "card", { ...place, ts: `${wait}.0` }, t0 + wait);
  expect((await store.messagesDue(t0 + 2, 10)).map(({ ts }) => ts)).toEqual(["1.0", "2.0"]);
  expect((await store.messagesDue(always, 2)).map(({ ts }) => ts)).toEqual(["1.0", "2.0"]);
});

test("a message that nobody posts within a moment of the ask is picked up", async () => {
  const { store } = await scratch();
  const { id } = await asked(store, {}, ["card", "asked"]);
  expect(await dueTimes(store, id)).toEqual({ card: t0 + moment, asked: t0 + moment });
});

test("whenever a request moves, its messages are due a moment later, those announced with it too", async () => {
  const { store } = await scratch();
  const request = await asked(store, {}, ["card", "asked"]);
  await moved(store, request, "deny", { at: t0 + minute, announce: ["denied"] });
  const at = t0 + minute + moment;
  expect(await dueTimes(store, request.id)).toEqual({ card: at, asked: at, denied: at });
});

test("a change that people can see makes the messages due at once, any other does not", async () => {
  const { store } = await scratch();
  const request = await asked(store, {}, ["card"]);
  await store.amend(request, { tries: 1 }, false);
  expect(await dueTimes(store, request.id)).toEqual({ card: t0 + moment });
  await store.amend(request, { usedFrom: "Berlin" }, true);
  expect((await store.messagesDue(t0, 10)).map(({ kind }) => kind)).toEqual(["card"]);
});

test("a change of one request leaves the messages of all others alone", async () => {
  const { store } = await scratch();
  const request = await asked(store, {}, ["card"]);
  await asked(store, { id: "req_2", subjectId: "user_brenda" }, ["card"]);
  await moved(store, request, "deny", { at: t0 + minute });
  expect(await dueTimes(store, "req_2")).toEqual({ card: t0 + moment });
});

test("while the link is good its message is left alone, and it is due as soon as the link has to go", async () => {
  const { store } = await scratch();
  const approved = await brought(store, await asked(store, {}, ["card"]), "approved");
  const issued = await moved(store, approved, "issue", { posted: { kind: "link", place } });
  const clicked = await store.amend(issued, { linkClickedAt: t0 + minute }, true);
  expect(await dueTimes(store, issued.id)).toEqual({ card: 0, link: null });
  await store.amend(clicked ?? issued, { linkWithdrawnAt: t0 + 2 * minute }, true);
  expect(await dueTimes(store, issued.id)).toEqual({ card: 0, link: 0 });
});

test.each(["use", "expire", "revoke"] as const)("with %s the link's message falls due", async (move) => {
  const { store } = await scratch();
  const approved = await brought(store, await asked(store), "approved");
  const issued = await moved(store, approved, "issue", { posted: { kind: "link", place } });
  await moved(store, issued, move, { at: t0 + 2 * minute });
  expect(await dueTimes(store, issued.id)).toEqual({ link: t0 + 2 * minute + moment });
});

test("what a process that is gone left unfinished is due, and nothing else is moved", async () => {
  const { path, store } = await scratch();
  await store.renewLease();
  for (const status of ["pending", "approved", "issued", "active", "revoking", "failed", "denied"] as const) {
    const asking = await asked(store, { id: status, actorSlackId: `U0${status}` });
    await brought(store, asking, status);
  }
  await takeOver(store, await open(path), t0 + minute);
  expect((await dueAt(store, t0 + minute, 10)).map(({ id }) => id).sort()).toEqual(["approved", "revoking"]);
  expect(await dueAt(store, t0 + hour, 10)).toHaveLength(7);
});
