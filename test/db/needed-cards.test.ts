// Which cards have to be in Slack: those of requests that can still be decided, retried or revoked.
import { expect, test } from "vitest";
import { type Status, statuses } from "../../src/impersonation/model/lifecycle.js";
import type { Request } from "../../src/impersonation/model/request.js";
import type { Store } from "../../src/impersonation/ports/store.js";
import { asked, brought, scratch, t0 } from "./scratch.js";

const place = { channel: "C0APPROVALS", ts: "1767621660.000100" };

/** Its card is in Slack, and shows the request as it is. */
async function shown(store: Store, request: Request): Promise<void> {
  const [card] = await store.messagesOf(request.id);
  const claimed = await store.claim(card?.id ?? 0, t0, t0);
  const claim = claimed?.claim ?? "";
  await store.shown(card?.id ?? 0, claim, {
    ...place,
    kind: "card",
    revision: request.revision,
    digest: "digest",
    now: t0,
  });
}

/** A request in that status, due as it is in life, and its card. */
async function inStatus(store: Store, status: Status): Promise<Request> {
  const request = await brought(store, await asked(store, {}, ["card"]), status);
  const isOver = ["denied", "cancelled", "lapsed", "expired", "revoked", "ended"].includes(status);
  const due = await store.amend(request, { dueAt: isOver ? null : t0 }, false);
  await shown(store, request);
  return due ?? request;
}

test.each(statuses)("the card of a request that is %s is needed while it offers something", async (status) => {
  const { store } = await scratch();
  const { id } = await inStatus(store, status);
  const isNeeded = ["pending", "approved", "issued", "active", "revoking", "failed"].includes(status);
  expect(await store.neededCards()).toEqual(isNeeded ? [{ requestId: id, ...place }] : []);
});

test("the card of a failed request that can't be retried any more is not needed", async () => {
  const { store } = await scratch();
  const failed = await inStatus(store, "failed");
  await store.amend(failed, { dueAt: null, retryUntil: null }, false);
  expect(await store.neededCards()).toEqual([]);
});

test("a card that is due, was refused or is not in Slack is not among them", async () => {
  const { store } = await scratch();
  const request = await inStatus(store, "pending");
  await store.invalidate(request.id, ["card"], t0);
  expect(await store.neededCards()).toEqual([]);
  const [card] = await store.messagesOf(request.id);
  const refused = await store.claim(card?.id ?? 0, t0, t0);
  await store.release(card?.id ?? 0, refused?.claim ?? "", request.revision, { refused: "missing_scope" });
  expect(await store.neededCards()).toEqual([]);
});

test("direct messages are not among them", async () => {
  const { store } = await scratch();
  const request = await asked(store, {}, ["asked"]);
  await shown(store, request);
  expect(await store.neededCards()).toEqual([]);
});
