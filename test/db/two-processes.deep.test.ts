// Two processes on one database: every race has one winner, and the database stays whole.
import { expect, test } from "vitest";
import type { Request } from "../../src/impersonation/model/request.js";
import { postgresUrl } from "../database/scratch-schema.js";
import { type Call, Rival } from "./rival.js";
import { asked, auditOf, minute, open, openMax, people, plain, scratchPath, sqliteFile, t0, wish } from "./scratch.js";

/** Two processes on one database. */
async function rivals() {
  const path = scratchPath();
  const both = await Promise.all([Rival.start(), Rival.start()]);
  for (const rival of both) await rival.open(path);
  const connection = plain(path);
  const count = (where: string) => connection.prepare(`select count(*) from ${where}`).pluck().get();
  const isWhole = () => {
    if (postgresUrl !== undefined) return;
    const file = sqliteFile(path);
    expect(file.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(file.pragma("foreign_key_check")).toEqual([]);
  };
  return { path, both, connection, count, isWhole };
}

/** Pending requests of as many actors, stored by this process. */
async function pending(path: string, count: number) {
  const store = await open(path);
  const requests: Request[] = [];
  for (let n = 0; n < count; n += 1) {
    requests.push(await asked(store, { id: `req_${n}`, actorSlackId: `U0ACTOR${n}` }, ["card"]));
  }
  return requests;
}

test("started at once on a new database, both come up, and its tables are made once", async () => {
  const both = await Promise.all([Rival.start(), Rival.start()]);
  // Often enough that they do meet.
  for (let time = 0; time < 25; time += 1) {
    const path = scratchPath();
    await Promise.all(both.map((rival) => rival.open(path)));
    expect(plain(path).prepare("select name from kysely_migration order by name").pluck().all()).toEqual([
      "001-requests-messages-audit",
      "002-missing-posts-and-arrivals",
      "003-plain-names",
      "004-one-round-of-checks",
      "005-known-payloads",
      "006-pieces-of-a-revoke",
      "007-slack-codes",
      "008-short-ids-and-sequels",
      "009-one-direct-message",
      "010-homes-and-lists",
      "011-overdue-sessions",
      "012-instances",
    ]);
  }
});

test("carol approves and dave denies the same requests: each is decided once, and the loser knows", async () => {
  const { path, both, connection, isWhole } = await rivals();
  const requests = await pending(path, 100);
  const decisions = (["approve", "deny"] as const).map((move) => {
    const by = move === "approve" ? people.carol : people.dave;
    return { by, move, transition: { by, at: t0 + minute, patch: { decidedBy: by } } };
  });
  const wins: string[][] = requests.map(() => []);
  // In small rounds, so that the two are at the same requests at the same time.
  for (let from = 0; from < requests.length; from += 10) {
    const seen = requests.slice(from, from + 10);
    await Promise.all(
      decisions.map(async ({ by, move, transition }, side) => {
        const results = await both[side]?.calls(seen.map((request): Call => ["move", request, move, transition]));
        for (const [index, result] of (results ?? []).entries()) {
          if (result !== undefined) wins[from + index]?.push(`${by} ${move}`);
        }
      }),
    );
  }
  expect(wins.filter((winners) => winners.length !== 1)).toEqual([]);
  expect(requests.map(({ id }) => auditOf(connection, id).slice(1))).toEqual(wins);
  const decided = connection.prepare(
    "select decided_by || case status when 'denied' then ' deny' else ' approve' end from requests where id = ?",
  );
  expect(requests.map(({ id }) => decided.pluck().get(id))).toEqual(wins.flat());
  isWhole();
});

test("the same payload and the same ask reach both: one request, one card", async () => {
  const { both, count, isWhole } = await rivals();
  const asks = Array.from({ length: 50 }, (_, n) => n);
  const stored = await Promise.all(
    both.map((rival, side) =>
      rival.calls(
        asks.map((n): Call => {
          // Even ones come with the same payload, odd ones with a payload each.
          const key = n % 2 ? `key ${n} of ${side}` : `key ${n}`;
          return ["insert", wish({ id: `req_${n}_${side}`, actorSlackId: `U0ACTOR${n}` }), key, ["card"], openMax];
        }),
      ),
    ),
  );
  const outcomes = asks.map((n) => stored.map((results) => JSON.stringify(results[n]).split('"')[3]).sort());
  expect(outcomes).toEqual(asks.map((n) => [n % 2 ? "already_open" : "duplicate", "inserted"]));
  for (const table of ["requests", "messages", "audit"]) expect(count(table)).toBe(asks.length);
  isWhole();
});

test("both want to edit the same messages: each is claimed by one", async () => {
  const { path, both, isWhole } = await rivals();
  await pending(path, 50);
  const ids = Array.from({ length: 50 }, (_, index) => index + 1);
  const claims = await Promise.all(
    both.map((rival) => rival.calls(ids.map((id): Call => ["claim", id, t0, t0 + minute]))),
  );
  expect(ids.map((_, n) => claims.filter((results) => results[n] !== undefined).length)).toEqual(ids.map(() => 1));
  isWhole();
});

test("one is killed in the middle of its work: no move without its audit row, and the other goes on", async () => {
  const { path, both, connection, isWhole } = await rivals();
  const requests = await pending(path, 100);
  const calls = requests.map((request): Call => ["move", request, "approve", { by: people.carol, at: t0 + minute }]);
  await both[0].killedAfter(20, calls);
  // A server may still store what the killed one had sent.
  const counts = connection.prepare(`select count(*) from requests where status = 'approved'
    union all select count(*) from audit where action = 'approve'`);
  const [done, recorded] = counts.pluck().all();
  expect(done).toBeGreaterThanOrEqual(20);
  expect(recorded).toBe(done);
  isWhole();
  const taken = (await both[1].calls(calls)).filter((result) => result !== undefined);
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.length).toBeLessThanOrEqual(requests.length - Number(done));
  expect(requests.map(({ id }) => auditOf(connection, id).length)).toEqual(requests.map(() => 2));
  isWhole();
});
