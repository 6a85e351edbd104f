// Past requests in number, as the measure of a long history makes them.
import { expect, test } from "vitest";
import { historyOf } from "../../bench/history/history-of.js";
import { asked, auditOf, brought, people, scratch } from "./scratch.js";

const past = 30;

test("a bot's past requests are multiplied, each with a number, messages and an audit of its own, and older", async () => {
  const { path, store, plain } = await scratch();
  const denied = await brought(store, await asked(store, {}, ["card"]), "denied");
  await brought(store, await asked(store, { id: "req_2", subjectId: "user_brenda" }, ["card"]), "cancelled");
  plain.exec(
    "update requests set due_at = null; update messages set due_at = null, channel = 'C', ts = cast(1767621660 + id as text) || '.000100'",
  );
  await historyOf({ database: path }).multiply(past);
  const requests = await store.listLatest({ of: people.alice }, 100);
  expect(requests).toHaveLength(past + 2);
  expect(new Set(requests.map(({ number }) => number)).size).toBe(past + 2);
  expect(requests.slice(0, 2).map(({ id }) => id)).toEqual(["req_2", denied.id]);
  const copies = requests.slice(2);
  expect(copies.map(({ askedAt }) => askedAt)).toEqual(copies.map(({ askedAt }) => askedAt).toSorted((a, b) => b - a));
  expect(copies.every(({ askedAt }) => askedAt < denied.askedAt)).toBe(true);
  for (const { id, status } of copies) {
    expect(await store.messagesOf(id)).toHaveLength(1);
    expect(auditOf(plain, id).at(-1)).toMatch(status === "denied" ? /deny$/ : /cancel$/);
  }
  expect(await store.nextDueAt()).toBeNull();
});

test("nothing is multiplied while a request waits for something", async () => {
  const { path, store } = await scratch();
  await asked(store);
  await expect(historyOf({ database: path }).multiply(past)).rejects.toThrow("a request still waits for something");
});
