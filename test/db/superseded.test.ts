// One direct message for each request: what stands supersedes what came before, and nothing that is needed.
import { expect, test } from "vitest";
import type { Message } from "../../src/impersonation/model/message.js";
import type { Store } from "../../src/impersonation/ports/store.js";
import { asked, brought, minute, moved, open, people, scratch, second, t0, takeOver } from "./scratch.js";

const channel = "D0ALICE";
const now = t0 + minute;
/** Of a message posted so many seconds after the first. */
const at = (seconds: number) => ({ channel, ts: `${1_767_621_660 + seconds}.000100` });

async function messageOf(store: Store, kind: Message["kind"]): Promise<Message> {
  const message = (await store.messagesOf("req_1")).find((each) => each.kind === kind);
  if (message === undefined) throw new Error(`no message of the kind ${kind}`);
  return message;
}

async function stands(store: Store, kind: Message["kind"], seconds: number): Promise<void> {
  const { id } = await messageOf(store, kind);
  const claimed = await store.claim(id, now, now + minute);
  await store.shown(id, claimed?.claim ?? "", { ...at(seconds), kind, revision: 9, digest: kind, now });
}

const superseded = async (store: Store) =>
  (await store.messagesOf("req_1")).filter(({ supersededAt }) => supersededAt !== null).map(({ kind }) => kind);

test("a direct message supersedes the one before it once it stands, and not when it is announced", async () => {
  const { store } = await scratch();
  const request = await asked(store, {}, ["card", "asked"]);
  await stands(store, "asked", 0);
  await moved(store, request, "deny", { by: people.dave, announce: ["denied"] });
  expect(await superseded(store)).toEqual([]);
  await stands(store, "denied", 1);
  expect(await superseded(store)).toEqual(["asked"]);
  expect(await messageOf(store, "asked")).toMatchObject({ ...at(0), dueAt: now });
});

test("messages from before there was such a rule are due for nothing until their request moves", async () => {
  const { path, store, plain } = await scratch();
  const request = await asked(store, {}, ["card", "asked"]);
  const failed = await brought(store, request, "failed");
  await store.adopt("req_1", "link", at(1), now);
  plain.exec(
    "update messages set superseded_at = null, due_at = null, shown_revision = 9, channel = 'D0ALICE', ts = cast(id as text)",
  );
  await store.renewLease();
  await takeOver(store, await open(path), now);
  await store.retryRefused(now, ["message_not_found"]);
  expect(await store.messagesDue(now, 10)).toEqual([]);
  await moved(store, failed, "retry", { by: people.dave });
  await stands(store, "link", 1);
  expect(await superseded(store)).toEqual(["asked"]);
});

test("an unknown copy that is older than what stands is adopted as superseded, and a newer one is not", async () => {
  const { store } = await scratch();
  const request = await asked(store, {}, ["card", "asked"]);
  await moved(store, request, "deny", { by: people.dave, announce: ["denied"] });
  await stands(store, "denied", 5);
  await store.adopt("req_1", "link", at(2), now);
  await store.adopt("req_1", "link", at(8), now);
  const adopted = (await store.messagesOf("req_1")).filter(({ kind }) => kind === "link");
  expect(adopted.map(({ ts, supersededAt }) => [ts, supersededAt !== null])).toEqual([
    [at(2).ts, true],
    [at(8).ts, false],
  ]);
});

test("the message with the link that works is superseded by no copy that turns up beside it", async () => {
  const { store } = await scratch();
  const approved = await brought(store, await asked(store, {}, ["card"]), "approved");
  await moved(store, approved, "issue", { posted: { kind: "link", place: at(1) } });
  await store.adopt("req_1", "asked", at(1 + minute / second), now);
  await stands(store, "asked", 1 + minute / second);
  expect(await superseded(store)).toEqual(["asked"]);
});
