// A place in Slack holds one message of one request, however it became known.
import { expect, test } from "vitest";
import type { Store } from "../../src/impersonation/ports/store.js";
import { asked, auditOf, brought, contents, minute, moved, people, scratch, second, t0 } from "./scratch.js";

const place = { channel: "D0ALICE", ts: "1767621660.000100" };
const posted = { kind: "link", place } as const;
const now = t0 + minute;

async function approved() {
  const scratched = await scratch();
  return { ...scratched, request: await brought(scratched.store, await asked(scratched.store), "approved") };
}

async function claimed(store: Store, id: number, from: number, to: number): Promise<string> {
  const claim = await store.claim(id, from, to);
  if (claim === undefined) throw new Error("somebody else holds it");
  return claim.claim;
}

test("a link that was delivered is recorded as showing what issued is, and is not looked at again", async () => {
  const { store, request } = await approved();
  const issued = await moved(store, request, "issue", { posted });
  expect(await store.messagesOf(request.id)).toMatchObject([
    { ...place, kind: "link", shownRevision: issued.revision, dueAt: null, tries: 0 },
  ]);
});

test("a link message adopted before the link was recorded as delivered is still recorded", async () => {
  const { store, plain, request } = await approved();
  await store.adopt(request.id, "link", place, now);
  const issued = await moved(store, request, "issue", { posted, by: "understudy" });
  expect(await store.get(request.id)).toMatchObject({ status: "issued" });
  expect(await store.messagesOf(request.id)).toMatchObject([
    { ...place, kind: "link", shownRevision: issued.revision, dueAt: null, tries: 0 },
  ]);
  expect(auditOf(plain, request.id).at(-1)).toBe("understudy issue");
});

test("a link message that a worker looks at while the delivery is recorded is left alone afterwards", async () => {
  const { store, request } = await approved();
  await store.adopt(request.id, "link", place, now);
  const [adopted] = await store.messagesOf(request.id);
  const claim = await claimed(store, adopted?.id ?? 0, now, now + 40 * second);
  const issued = await moved(store, request, "issue", { posted });
  await store.release(adopted?.id ?? 0, claim, 2);
  expect(await store.messagesOf(request.id)).toMatchObject([{ shownRevision: issued.revision, dueAt: null }]);
});

test("a message of ours that nobody knew is remembered as stale", async () => {
  const { store, request } = await approved();
  await store.adopt(request.id, "card", place, now);
  expect(await store.messagesOf(request.id)).toMatchObject([
    { ...place, kind: "card", shownRevision: 0, shownDigest: null, dueAt: now, tries: 0 },
  ]);
});

test("a known message is left alone, whatever it is adopted as", async () => {
  const { store, plain, request } = await approved();
  await moved(store, request, "issue", { posted });
  const before = contents(plain);
  await store.adopt(request.id, "card", place, now + minute);
  expect(contents(plain)).toEqual(before);
});

test("the same time stamp in another channel is another message", async () => {
  const { store, request } = await approved();
  await store.adopt(request.id, "card", place, now);
  await store.adopt(request.id, "card", { ...place, channel: "C0OTHER" }, now);
  expect(await store.messagesOf(request.id)).toHaveLength(2);
});

test("a message of a request that is not there is not adopted", async () => {
  const { store, plain } = await scratch();
  await store.adopt("req_unknown", "card", place, now);
  expect(plain.prepare("select * from messages").all()).toEqual([]);
});

test("a card adopted before its post was answered is one card", async () => {
  const { store } = await scratch();
  const { id } = await asked(store, {}, ["card"]);
  const [card] = await store.messagesOf(id);
  const claim = await claimed(store, card?.id ?? 0, now, now + 40 * second);
  await store.adopt(id, "card", place, now);
  await store.shown(card?.id ?? 0, claim, { ...place, kind: "card", revision: 1, digest: "digest", now: now + second });
  expect(await store.messagesOf(id)).toMatchObject([
    { id: card?.id, ...place, shownRevision: 1, dueAt: null, unsureUntil: null },
  ]);
});

test("where the adopted one was being edited, the card is said once more after that", async () => {
  const { store } = await scratch();
  const { id } = await asked(store, {}, ["card"]);
  const [card] = await store.messagesOf(id);
  const claim = await claimed(store, card?.id ?? 0, now, now + 40 * second);
  await store.adopt(id, "card", place, now);
  const adopted = (await store.messagesOf(id)).find(({ ts }) => ts === place.ts);
  const other = await claimed(store, adopted?.id ?? 0, now, now + 50 * second);
  await store.shown(card?.id ?? 0, claim, { ...place, kind: "card", revision: 1, digest: "digest", now: now + second });
  await store.shown(adopted?.id ?? 0, other, {
    ...place,
    kind: "card",
    revision: 1,
    digest: "other",
    now: now + second,
  });
  expect(await store.messagesOf(id)).toMatchObject([
    { id: card?.id, shownDigest: "digest", dueAt: now + 50 * second, unsureUntil: now + 50 * second },
  ]);
});

test("messages come in the order in which the actor got them", async () => {
  const { store } = await scratch();
  const request = await asked(store, {}, ["card", "asked"]);
  await moved(store, request, "deny", { by: people.dave, announce: ["denied"] });
  expect((await store.messagesOf(request.id)).map(({ kind }) => kind)).toEqual(["card", "asked", "denied"]);
});

test("an id is given to one message only, even when that one is gone: a late holder of it claims no other", async () => {
  const { store } = await scratch();
  const first = await asked(store, {}, ["card"]);
  await store.adopt(first.id, "card", place, now);
  const adopted = (await store.messagesOf(first.id)).find(({ ts }) => ts === place.ts);
  const [card] = await store.messagesOf(first.id);
  await store.found(card?.id ?? 0, await claimed(store, card?.id ?? 0, now, now + minute), place, now);
  const second = await asked(store, { id: "req_2", actorSlackId: people.dave }, ["card"]);
  expect((await store.messagesOf(second.id)).map(({ id }) => id)).not.toContain(adopted?.id);
  expect(await store.claim(adopted?.id ?? 0, now, now + minute)).toBeUndefined();
});
