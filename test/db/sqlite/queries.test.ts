// How SQLite answers the store's questions: by index, so that a long history slows no click.
import type { KyselyPlugin } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { openSqlite } from "../../../src/db/sqlite/engine.js";
import { createStore } from "../../../src/db/store.js";
import type { Store } from "../../../src/impersonation/ports/store.js";
import { asked, dueWorkAt, minute, moved, openMax, people, plain, scratchPath, t0, wish } from "../scratch.js";

interface Asked {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** A store that remembers the statements it ran. */
async function overheard() {
  const path = scratchPath();
  const engine = await openSqlite(`file:${path}`);
  const { durable: database } = engine;
  onTestFinished(() => engine.close());
  const statements: Asked[] = [];
  const ear: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      statements.push(database.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const listening = database.withPlugin(ear);
  const store = createStore({ ...engine, unsynced: listening, durable: listening });
  const connection = plain(path);
  const planOf = ({ sql, parameters }: Asked) =>
    connection
      .prepare(`explain query plan ${sql}`)
      .all(...parameters)
      .map((step) => (typeof step === "object" && step !== null && "detail" in step ? String(step.detail) : ""));
  return { store, statements, planOf, connection };
}

/** Reads, or sorts, more than what was asked for. These two indexes hold nothing but requests that are open. */
function growsWithHistory(step: string): boolean {
  if (/INDEX requests_(waiting|with_access)$/.test(step)) return false;
  return /^SCAN (requests|messages|sessions|audit)\b|TEMP B-TREE/.test(step);
}

const place = { channel: "D0ALICE", ts: "1767621660.000100" };
const shown = { ...place, kind: "asked", revision: 1, digest: "digest", now: t0 } as const;
const approved = { ...wish(), id: "req_1", attempt: 1 };
const pendingReply = { key: "key", userId: people.eve, kind: "click", viewId: null, at: t0 } as const;
const left = { now: t0, checkAgainAt: null, postingSince: null };
const again = { dueAt: t0, unsureUntil: t0 + minute };

type Question = (store: Store) => Promise<unknown>;

const questions: [string, Question][] = [
  ["one request", (store) => store.get("req_1")],
  ["a new request", (store) => store.insert(wish({ id: "req_2", subjectId: "user_brenda" }), "key", ["card"], openMax)],
  ["whether a request is open already", (store) => store.insert(wish({ id: "req_2" }), "key", ["card"], openMax)],
  ["whether a payload came before", (store) => store.insert(wish({ id: "req_2" }), "key of req_1", ["card"], openMax)],
  ["what a person has open", (store) => store.openRequestsOf({ actorSlackId: people.alice, actorSub: "user_alice" })],
  ["the cards that are needed", (store) => store.neededCards()],
  ["the requests due", (store) => dueWorkAt(store, t0, 10, ["req_2"])],
  ["the messages due", (store) => store.messagesDue(t0, 10)],
  ["what is due next", (store) => store.nextDueAt()],
  ["what was left unfinished", (store) => store.takeOver("before", t0, t0)],
  ["the messages of a request", (store) => store.messagesOf("req_1")],
  ["a claim", (store) => store.claim(1, t0, t0 + minute)],
  ["an edit that was made", async (store) => store.shown(1, (await store.claim(1, t0, t0))?.claim ?? "", shown)],
  ["an edit put off", async (store) => store.postpone(1, (await store.claim(1, t0, t0))?.claim ?? "", again)],
  ["a message that is gone", async (store) => store.markMissing(1, (await store.claim(1, t0, t0))?.claim ?? "", t0)],
  ["a post that was found", async (store) => store.found(1, (await store.claim(1, t0, t0))?.claim ?? "", place, t0)],
  [
    "a superseded message that is gone",
    async (store) => store.retired(1, (await store.claim(1, t0, t0))?.claim ?? "", left),
  ],
  ["a message that was never posted", async (store) => store.drop(1, (await store.claim(1, t0, t0))?.claim ?? "")],
  ["a link that was not posted", async (store) => store.notPosted(approved, "link")],
  ["a place where nothing stands", (store) => store.forget(place)],
  ["what Slack refused before", (store) => store.retryRefused(t0, ["message_not_found"])],
  ["whether a payload made a request", (store) => store.findByDeliveryKey("key of req_1")],
  ["a pending reply", (store) => store.addPendingReply(pendingReply)],
  ["a pending reply after a lock", (store) => store.addOnceUnlocked(pendingReply)],
  ["an answer", (store) => store.replied(pendingReply, t0)],
  ["an adoption", (store) => store.adopt("req_1", "card", place, t0)],
  ["how many links are out or in use", (store) => store.liveLinks()],
  ["a request by its number", (store) => store.byNumber(1)],
  ["what a person has open, to be shown", (store) => store.listOpen("open", { of: people.alice }, 1)],
  ["what others have open", (store) => store.listOpen("open", { notOf: people.alice }, 10)],
  ["a person's latest requests", (store) => store.listLatest({ of: people.alice }, 10)],
  ["the latest requests of others", (store) => store.listLatest({ notOf: people.alice }, 10)],
  ["all access that can be ended", (store) => store.listLive()],
  ["the access of one person", (store) => store.listLive(people.alice)],
  ["where cards stand", (store) => store.cardsOf(["req_1", "req_2"])],
  ["the sessions of a request", (store) => store.heldSessions("req_1", ["sess_1"])],
  ["the end of sessions", (store) => store.sessionsEnded(["sess_1", "sess_2"], t0)],
  ["what of a person's is over", (store) => store.closedRequestsOf(people.alice, 10)],
  ["what waits for a decision", (store) => store.listOpen("waiting", { notOf: people.alice }, 1)],
  ["what gives access", (store) => store.listOpen("live", { notOf: people.alice }, 10)],
  ["the last decisions", (store) => store.decidedRequests(20)],
  ["that somebody opened their Home", (store) => store.homeOpened(people.alice, t0)],
  ["what a Home shows", (store) => store.homeShown(people.alice, "digest")],
  ["that a Home is not followed any more", (store) => store.homeNotFollowed(people.alice)],
  ["a claim on sessions", (store) => store.claimSessions("req_1", ["sess_1", "sess_2"])],
  [
    "an audit entry",
    (store) => store.record({ at: t0, requestId: "req_1", by: people.eve, action: "a", outcome: "b", detail: {} }),
  ],
];

test.each(questions)("%s is answered without reading a table from end to end", async (_, question) => {
  const { store, statements, planOf } = await overheard();
  await asked(store, {}, ["card"]);
  statements.length = 0;
  await question(store);
  const plans = statements.map((statement) => ({ sql: statement.sql, plan: planOf(statement) }));
  expect(plans.length).toBeGreaterThan(0);
  expect(plans.filter(({ plan }) => plan.some(growsWithHistory))).toEqual([]);
});

test("every move is made without reading a table from end to end", async () => {
  const { store, statements, planOf } = await overheard();
  const request = await asked(store, {}, ["card", "asked"]);
  statements.length = 0;
  const failed = await moved(store, await moved(store, request, "approve"), "fail", { announce: ["failed"] });
  const retried = await moved(store, failed, "retry");
  const issued = await moved(store, retried, "issue", { posted: { kind: "link", place } });
  await store.amend(issued, { linkClickedAt: t0 }, true);
  const plans = statements.map((statement) => ({ sql: statement.sql, plan: planOf(statement) }));
  expect(plans.length).toBeGreaterThan(10);
  expect(plans.filter(({ plan }) => plan.some(growsWithHistory))).toEqual([]);
});

test.each([
  ["one_open_request", (store: Store) => store.insert(wish({ id: "req_2" }), "key", [], openMax)],
  ["requests_due", (store: Store) => dueWorkAt(store, t0, 10)],
  ["requests_live", (store: Store) => store.liveLinks()],
  ["requests_open", (store: Store) => store.listOpen("open", { notOf: people.alice }, 10)],
  ["requests_of_actor", (store: Store) => store.listLatest({ of: people.alice }, 10)],
  ["requests_unfinished", (store: Store) => store.takeOver("before", t0, t0)],
])("the index %s is there to be used, and is", async (index, question) => {
  const { store, statements, planOf } = await overheard();
  await asked(store);
  statements.length = 0;
  await question(store);
  expect(statements.flatMap(planOf).join("\n")).toMatch(new RegExp(`SEARCH requests USING.* INDEX ${index} `));
});

test("the history of one request is found by index", async () => {
  const { planOf } = await overheard();
  const plan = planOf({ sql: "select * from audit where request_id = ? order by id", parameters: ["req_1"] });
  expect(plan).toEqual([expect.stringMatching(/^SEARCH audit USING INDEX audit_of_request/)]);
});

test("a plan that reads a whole table is noticed", async () => {
  const { planOf } = await overheard();
  expect(planOf({ sql: "select * from requests where reason = ?", parameters: ["x"] }).some(growsWithHistory)).toBe(
    true,
  );
});
