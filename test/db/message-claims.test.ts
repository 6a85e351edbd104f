// One edit per message at a time: who may make it, and what is known after it.
import { expect, test } from "vitest";
import type { Message } from "../../src/impersonation/model/message.js";
import type { Store } from "../../src/impersonation/ports/store.js";
import { asked, minute, moved, open, scratch, second, t0, takeOver } from "./scratch.js";

const place = { channel: "C0APPROVALS", ts: "1767621600.000100" };
const now = t0 + 2 * second;
const until = now + 40 * second;

/** A request and its card, which nobody has shown yet. */
async function withCard() {
  const { path, store, plain } = await scratch();
  const request = await asked(store, {}, ["card"]);
  return { path, store, plain, request, card: await theCard(store) };
}

async function theCard(store: Store): Promise<Message> {
  const card = (await store.messagesOf("req_1")).find(({ kind }) => kind === "card");
  if (card === undefined) throw new Error("no card");
  return card;
}

async function claimed(store: Store, message: Message, from = now, to = until): Promise<string> {
  const claim = await store.claim(message.id, from, to);
  if (claim === undefined) throw new Error("somebody else holds it");
  return claim.claim;
}

const seen = { ...place, kind: "card", revision: 1, digest: "digest 1", now: now + second } as const;

test("of twenty workers at once, one may edit", async () => {
  const { store, card } = await withCard();
  const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(card.id, now, until)));
  expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
});

test("a claim is refused until the one before it runs out, and given from then on", async () => {
  const { store, card } = await withCard();
  const first = await claimed(store, card);
  expect(await store.claim(card.id, until - 1, until + minute)).toBeUndefined();
  const second = await store.claim(card.id, until, until + minute);
  expect(second).toMatchObject({ claim: expect.any(String) });
  expect(second).not.toBe(first);
});

test("a message that is not there cannot be claimed", async () => {
  const { store, card } = await withCard();
  expect(await store.claim(card.id + 1, now, until)).toBeUndefined();
});

test("what was shown is recorded, and the next edit may begin at once", async () => {
  const { store, card } = await withCard();
  await store.shown(card.id, await claimed(store, card), seen);
  expect(await theCard(store)).toEqual({
    ...card,
    ...place,
    shownRevision: 1,
    shownDigest: "digest 1",
    dueAt: null,
  });
  expect(await store.claim(card.id, now + second, until)).toMatchObject({ claim: expect.any(String) });
});

test("a worker whose claim was taken over records nothing, neither success nor failure nor loss", async () => {
  const { store, card } = await withCard();
  await store.shown(card.id, await claimed(store, card), seen);
  const late = await claimed(store, card, now + second, until);
  const current = await claimed(store, card, until, until + minute);
  const before = await theCard(store);
  await store.shown(card.id, late, { ...seen, ts: "9.9", revision: 9, digest: "late" });
  await store.postpone(card.id, late, { dueAt: t0, unsureUntil: t0 + minute });
  await store.markMissing(card.id, late, now);
  expect(await theCard(store)).toEqual(before);
  await store.shown(card.id, current, { ...seen, digest: "digest 2", now: until + second });
  expect(await theCard(store)).toMatchObject({ shownDigest: "digest 2", ...place });
});

test("a claim is used up by its one result", async () => {
  const { store, card } = await withCard();
  const claim = await claimed(store, card);
  await store.shown(card.id, claim, seen);
  await store.shown(card.id, claim, { ...seen, revision: 9, digest: "again" });
  expect(await theCard(store)).toMatchObject({ shownRevision: 1, shownDigest: "digest 1" });
});

test("after a claim that ran out, nobody knows for certain what the message shows", async () => {
  const { store, card } = await withCard();
  await store.shown(card.id, await claimed(store, card), seen);
  await claimed(store, card, now + second, until);
  expect((await theCard(store)).shownDigest).toBe("digest 1");
  await claimed(store, card, until, until + minute);
  expect((await theCard(store)).shownDigest).toBeNull();
});

test("a message whose worker died is due when its claim runs out", async () => {
  const { store, card } = await withCard();
  await claimed(store, card);
  expect((await theCard(store)).dueAt).toBe(until);
  expect(await store.messagesDue(until - 1, 10)).toEqual([]);
  expect((await store.messagesDue(until, 10)).map(({ id }) => id)).toEqual([card.id]);
});

test("once the holders of the claims are gone, their messages are due at once, and said once more later", async () => {
  const { path, store, card } = await withCard();
  await store.renewLease();
  await store.shown(card.id, await claimed(store, card), seen);
  const dead = await claimed(store, card, now + second, until);
  await takeOver(store, await open(path), now + 2 * second, now + minute);
  await store.shown(card.id, dead, { ...seen, digest: "of the dead" });
  expect(await theCard(store)).toMatchObject({
    ...place,
    shownRevision: 0,
    shownDigest: null,
    dueAt: now + 2 * second,
    unsureUntil: now + minute,
  });
  await store.shown(card.id, await claimed(store, card, now + 2 * second), { ...seen, now: now + 3 * second });
  expect(await theCard(store)).toMatchObject({ shownRevision: 1, shownDigest: "digest 1", dueAt: now + minute });
});

test("messages that nobody was editing stay as they are when claims end", async () => {
  const { path, store, card } = await withCard();
  await store.renewLease();
  await store.shown(card.id, await claimed(store, card), seen);
  const before = await theCard(store);
  await takeOver(store, await open(path), now + 2 * second, now + minute);
  expect(await theCard(store)).toEqual(before);
});

test("a message that is being edited is nobody else's task, however stale, until the claim runs out", async () => {
  const { store, request, card } = await withCard();
  await claimed(store, card);
  await store.amend(request, { usedFrom: "Berlin" }, true);
  expect((await theCard(store)).dueAt).toBe(0);
  expect(await store.messagesDue(until - 1, 10)).toEqual([]);
  expect((await store.messagesDue(until, 10)).map(({ id }) => id)).toEqual([card.id]);
});

test("a message that shows an older revision than the request has is due again at once", async () => {
  const { store, request, card } = await withCard();
  const claim = await claimed(store, card);
  await moved(store, request, "approve", { at: now });
  await store.shown(card.id, claim, seen);
  expect(await theCard(store)).toMatchObject({ shownRevision: 1, dueAt: seen.now });
});

test("an edit that failed for certain is tried again when it was said, and what stood before is still known", async () => {
  const { store, card } = await withCard();
  await store.shown(card.id, await claimed(store, card), seen);
  const claim = await claimed(store, card, now + second, until);
  await store.postpone(card.id, claim, { dueAt: now + 5 * second, unsureUntil: null });
  expect(await theCard(store)).toMatchObject({
    ...place,
    dueAt: now + 5 * second,
    tries: 1,
    shownDigest: "digest 1",
    unsureUntil: null,
  });
  expect(await store.claim(card.id, now + second, until)).toMatchObject({ claim: expect.any(String) });
});

test("after an edit that may have landed, what the message shows is unknown, and the last word comes later", async () => {
  const { store, card } = await withCard();
  await store.shown(card.id, await claimed(store, card), seen);
  const unsureUntil = now + minute;
  const unanswered = await claimed(store, card, now + second, until);
  await store.postpone(card.id, unanswered, { dueAt: now + 2 * second, unsureUntil });
  expect(await theCard(store)).toMatchObject({ shownDigest: null, unsureUntil, dueAt: now + 2 * second, tries: 1 });

  const early = await claimed(store, card, now + 2 * second, until);
  await store.shown(card.id, early, { ...seen, now: now + 3 * second });
  expect(await theCard(store)).toMatchObject({ shownRevision: 1, unsureUntil, dueAt: unsureUntil, tries: 0 });

  const last = await claimed(store, card, unsureUntil, unsureUntil + minute);
  await store.shown(card.id, last, { ...seen, now: unsureUntil });
  expect(await theCard(store)).toMatchObject({ unsureUntil: null, dueAt: null });
});

test.each([
  ["a failure that is certain", null],
  ["an unanswered edit that lands sooner", now + second],
])("%s does not shorten how long an earlier edit may still land", async (_, unsureUntil) => {
  const { store, card } = await withCard();
  await store.postpone(card.id, await claimed(store, card), { dueAt: now, unsureUntil: now + minute });
  await store.postpone(card.id, await claimed(store, card), { dueAt: now, unsureUntil });
  expect(await theCard(store)).toMatchObject({ unsureUntil: now + minute, tries: 2 });
});

test("a message that will not be tried again is due no more", async () => {
  const { store, card } = await withCard();
  await store.release(card.id, await claimed(store, card), 1);
  expect((await theCard(store)).dueAt).toBeNull();
  expect(await store.messagesDue(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
});

test("a message that nothing could be done for is due again when the request moved on meanwhile", async () => {
  const { store, request, card } = await withCard();
  const claim = await claimed(store, card);
  await moved(store, request, "approve", { at: now });
  await store.release(card.id, claim, 1);
  expect((await theCard(store)).dueAt).not.toBeNull();
});

test("tries are counted until one succeeds", async () => {
  const { store, card } = await withCard();
  for (const tries of [1, 2, 3]) {
    await store.postpone(card.id, await claimed(store, card), { dueAt: now, unsureUntil: null });
    expect((await theCard(store)).tries).toBe(tries);
  }
  await store.shown(card.id, await claimed(store, card), seen);
  expect((await theCard(store)).tries).toBe(0);
});

test("a message that was deleted has no place, and the same worker records its new place", async () => {
  const { store, card } = await withCard();
  await store.shown(card.id, await claimed(store, card), seen);
  const claim = await claimed(store, card, now + second, until);
  await store.markMissing(card.id, claim, now);
  expect(await theCard(store)).toMatchObject({ channel: null, ts: null, shownDigest: null });
  await store.shown(card.id, claim, { ...seen, ts: "1767621700.000200" });
  expect(await theCard(store)).toMatchObject({ channel: place.channel, ts: "1767621700.000200" });
});
