// A move is made once, by the first caller, and is in the audit; otherwise nothing is written.
import { expect, test } from "vitest";
import { isLegal, moves, statuses } from "../../src/impersonation/model/lifecycle.js";
import { refuseInserts } from "../database/plain.js";
import { allMoves, asked, auditOf, brought, contents, minute, moved, people, scratch, t0 } from "./scratch.js";

test("of twenty approvals and denials at once one wins, and one audit row says so", async () => {
  const { store, plain } = await scratch();
  const seen = await asked(store);
  const clicks = Array.from({ length: 20 }, (_, click) => ({
    move: click % 2 ? ("approve" as const) : ("deny" as const),
    by: `U0CLICK${click}`,
  }));
  const results = await Promise.all(
    clicks.map(({ move, by }) => store.move(seen, move, { by, at: t0 + minute, patch: { decidedBy: by } })),
  );
  const winners = clicks.filter((_, click) => results[click] !== undefined);
  expect(winners).toHaveLength(1);
  expect(auditOf(plain, seen.id)).toEqual(["U0ALICE ask", ...winners.map(({ by, move }) => `${by} ${move}`)]);
  expect((await store.get(seen.id))?.decidedBy).toBe(winners[0]?.by);
});

test("a late caller learns who decided, what and when", async () => {
  const { store } = await scratch();
  const seen = await asked(store);
  const decided = { decidedBy: people.carol, decidedAt: t0 + minute };
  await store.move(seen, "deny", { by: people.carol, at: t0 + minute, patch: decided });
  const late = await store.move(seen, "approve", {
    by: people.dave,
    at: t0 + 2 * minute,
    patch: { decidedBy: people.dave, decidedAt: t0 + 2 * minute, note: "yes" },
  });
  expect(late).toBeUndefined();
  expect(await store.get(seen.id)).toMatchObject({ ...decided, status: "denied", note: null });
});

test.each(["approve", "deny"] as const)("after %s, a move that comes too late writes nothing", async (first) => {
  const { store, plain } = await scratch();
  const seen = await asked(store, {}, ["card"]);
  await moved(store, seen, first);
  const before = contents(plain);
  await store.move(seen, "lapse", {
    by: "understudy",
    at: t0 + 2 * minute,
    patch: { closedAt: t0 + 2 * minute },
    announce: ["lapsed"],
    posted: { kind: "link", place: { channel: "D1", ts: "1.1" } },
  });
  expect(contents(plain)).toEqual(before);
});

test("a request that is not there cannot be moved, and its move is not on record", async () => {
  const { store, plain } = await scratch();
  const seen = await asked(store);
  expect(
    await store.move({ ...seen, id: "req_unknown" }, "approve", { by: people.carol, at: t0, announce: ["card"] }),
  ).toBeUndefined();
  expect(auditOf(plain, "req_unknown")).toEqual([]);
});

const legal = allMoves.flatMap((move) => moves[move].from.map((from) => ({ move, from, to: moves[move].to })));

test.each(legal)("$move takes $from to $to, one revision on, with one audit row", async ({ move, from, to }) => {
  const { store, plain } = await scratch();
  const seen = await brought(store, await asked(store), from);
  const before = auditOf(plain, seen.id);
  const request = await moved(store, seen, move, { by: people.dave });
  expect(request).toEqual({
    ...seen,
    status: to,
    revision: seen.revision + 1,
    attempt: to === "approved" ? seen.attempt + 1 : seen.attempt,
  });
  expect(await store.get(seen.id)).toEqual(request);
  expect(auditOf(plain, seen.id)).toEqual([...before, `${people.dave} ${move}`]);
});

test.each(statuses)("from %s every other move is refused, and writes nothing", async (status) => {
  const { store, plain } = await scratch();
  const seen = await brought(store, await asked(store, {}, ["card"]), status);
  const before = contents(plain);
  for (const move of allMoves.filter((name) => !isLegal(name, status))) {
    await expect(
      store.move(seen, move, { by: people.eve, at: t0, patch: { note: "forced" }, announce: ["ended"] }),
    ).rejects.toThrow(`${move} is no move from ${status}`);
  }
  expect(contents(plain)).toEqual(before);
});

test.each(["messages", "audit"])("a move whose %s cannot be written is not made", async (table) => {
  const { store, plain } = await scratch();
  const seen = await brought(store, await asked(store, {}, ["card"]), "approved");
  refuseInserts(plain, table);
  const before = contents(plain);
  const issue = store.move(seen, "issue", {
    by: "understudy",
    at: t0 + minute,
    announce: ["denied"],
    posted: { kind: "link", place: { channel: "D1", ts: "1.1" } },
  });
  await expect(issue).rejects.toThrow("disk full");
  expect(contents(plain)).toEqual(before);
});

test("after a move that could not be written, the next one is made", async () => {
  const { store, plain } = await scratch();
  const seen = await asked(store);
  const heal = refuseInserts(plain, "audit");
  await expect(store.move(seen, "deny", { by: people.dave, at: t0 })).rejects.toThrow("disk full");
  heal();
  expect(await moved(store, seen, "approve")).toMatchObject({ status: "approved" });
});

test("a time that is no whole number is refused with everything around it", async () => {
  const { store, plain } = await scratch();
  const seen = await asked(store);
  const before = contents(plain);
  await expect(store.move(seen, "approve", { by: people.carol, at: t0 + 0.5 })).rejects.toThrow(
    /REAL.*audit\.at|invalid input syntax for type bigint/,
  );
  expect(contents(plain)).toEqual(before);
});
