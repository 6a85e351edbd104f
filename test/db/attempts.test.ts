// What an answer from an earlier approval may still change: nothing.
import { expect, test } from "vitest";
import type { Patch } from "../../src/impersonation/model/request.js";
import { asked, brought, contents, minute, moved, people, scratch, t0 } from "./scratch.js";

const token: Patch = { tokenId: "act_1", tokenCreatedAt: t0 + minute, linkExpiresAt: t0 + 11 * minute };

test("the token's id is stored while the request is approved", async () => {
  const { store } = await scratch();
  const seen = await brought(store, await asked(store), "approved");
  expect(await store.amend(seen, token, false)).toEqual({ ...seen, ...token });
  expect(await store.get(seen.id)).toEqual({ ...seen, ...token });
});

test.each(["revoke", "fail", "use"] as const)("after %s came first, the token's id is not stored", async (move) => {
  const { store, plain } = await scratch();
  const seen = await brought(store, await asked(store), "approved");
  await moved(store, seen, move);
  const before = contents(plain);
  expect(await store.amend(seen, token, true)).toBeUndefined();
  expect(contents(plain)).toEqual(before);
});

test("an answer to the first approval changes nothing of the second", async () => {
  const { store, plain } = await scratch();
  const first = await brought(store, await asked(store), "approved");
  const second = await moved(store, await moved(store, first, "fail"), "retry", { by: people.dave });
  expect([first.attempt, second.attempt]).toEqual([1, 2]);
  const before = contents(plain);
  expect(await store.amend(first, token, true)).toBeUndefined();
  expect(await store.move(first, "issue", { by: "understudy", at: t0 })).toBeUndefined();
  expect(await store.move(first, "fail", { by: "understudy", at: t0 })).toBeUndefined();
  expect(contents(plain)).toEqual(before);
});

test("an amendment that people can see raises the revision, any other does not", async () => {
  const { store } = await scratch();
  const seen = await asked(store);
  expect((await store.amend(seen, { tries: 1 }, false))?.revision).toBe(seen.revision);
  expect((await store.amend(seen, { tries: 2 }, true))?.revision).toBe(seen.revision + 1);
});

test("what was seen before the token was stored decides nothing any more", async () => {
  const { store } = await scratch();
  const seen = await brought(store, await asked(store), "approved");
  const stored = await store.amend(seen, { tokenId: "act_1" }, false);
  expect(await store.move(seen, "fail", { by: "understudy", at: t0 })).toBeUndefined();
  expect(await store.get(seen.id)).toEqual(stored);
});

test("an amendment sets what it names, null included, and leaves the rest", async () => {
  const { store } = await scratch();
  const seen = await brought(store, await asked(store), "approved");
  const full: Required<Patch> = {
    decidedBy: people.carol,
    decidedAt: t0 + 1,
    remindedAt: t0 + 1,
    unverifiedClashes: [{ whose: "actor", email: "carol@acme.example" }],
    note: "fine",
    retryUntil: t0 + 2,
    tokenId: "act_1",
    tokenCreatedAt: t0 + 3,
    linkExpiresAt: t0 + 4,
    tokenRevocation: "accepted",
    tokenMayExistUntil: t0 + 5,
    linkClickedAt: t0 + 6,
    linkWithdrawnAt: t0 + 7,
    usedAt: t0 + 8,
    usedFrom: "Berlin, DE, Firefox",
    sessionEndsAt: t0 + 9,
    warnedAt: t0 + 9,
    overdueSince: t0 + 10,
    revokedBy: people.alice,
    revokeAskedAt: t0 + 10,
    failure: "interrupted",
    slackCode: "messages_tab_disabled",
    closing: "unused",
    closedAt: t0 + 11,
    dueAt: t0 + 12,
    tries: 3,
  };
  expect(await store.amend(seen, full, false)).toEqual({ ...seen, ...full });
  expect(await store.amend({ ...seen, tokenId: "act_1" }, { dueAt: null, note: null }, false)).toEqual({
    ...seen,
    ...full,
    dueAt: null,
    note: null,
  });
});
