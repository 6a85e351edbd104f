// A store on a file of its own for each test, and plain connections to that file that know nothing of the bot.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SQLite from "better-sqlite3";
import { onTestFinished } from "vitest";
import { openStore } from "../../src/db/store.js";
import { type Move, moves, type Status } from "../../src/impersonation/model/lifecycle.js";
import type { MessageKind } from "../../src/impersonation/model/message.js";
import type { PendingReply } from "../../src/impersonation/model/pending-reply.js";
import type { NewRequest, Request } from "../../src/impersonation/model/request.js";
import type { Transition } from "../../src/impersonation/ports/request-store.js";
import type { Due, Store } from "../../src/impersonation/ports/store.js";
import { connect, type Plain } from "../database/plain.js";
import { newSchema, postgresUrl } from "../database/scratch-schema.js";

export const people = { alice: "U0ALICE", carol: "U0CAROL", dave: "U0DAVE", eve: "U0EVE" } as const;
export const bob = "user_bob";

/** Monday, 5 January 2026, 14:00 UTC. */
export const t0 = Date.UTC(2026, 0, 5, 14);
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** A path in a folder that goes away with the test; on PostgreSQL the address of a schema that does. */
export function scratchPath(name = "data/understudy.db"): string {
  if (postgresUrl !== undefined) return newSchema();
  const folder = mkdtempSync(join(tmpdir(), "understudy-db-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

export const urlOf = (path: string) => (postgresUrl === undefined ? `file:${path}` : path);

export async function open(path: string): Promise<Store> {
  const store = await openStore(urlOf(path));
  onTestFinished(() => store.close());
  return store;
}

/** As an operator's tool would open it: no pragma set. */
export function plain(path: string): Plain {
  const connection = connect(path);
  onTestFinished(() => {
    connection.close();
  });
  return connection;
}

/** For what is SQLite's alone. */
export function sqliteFile(path: string): SQLite.Database {
  const connection = new SQLite(path);
  onTestFinished(() => {
    connection.close();
  });
  return connection;
}

export async function scratch() {
  const path = scratchPath();
  const store = await open(path);
  return { path, store, plain: plain(path) };
}

/** More than any test has open, unless it says otherwise. */
export const openMax = 1_000;

/** Alice asks to act as Bob at t0, for thirty minutes; nobody's click is waited for longer than an hour. */
export function wish(changes: Partial<NewRequest> = {}): NewRequest {
  return {
    id: "req_1",
    actorSlackId: people.alice,
    // Somebody else at Slack is somebody else at Clerk, unless a test says otherwise.
    actorSub: changes.actorSlackId === undefined ? "user_alice" : `user_of_${changes.actorSlackId}`,
    actorClerkId: "user_alice",
    actorEmails: ["alice@acme.example"],
    subjectId: bob,
    subjectName: "Bob Brown",
    subjectEmail: "bob@customer.example",
    subjectSlackId: null,
    unverifiedClashes: [],
    reason: "ticket 4821, cannot see invoices",
    sessionMs: 30 * minute,
    askedAgainOf: null,
    askedAt: t0,
    lapsesAt: t0 + hour,
    ...changes,
  };
}

export async function asked(
  store: Store,
  changes: Partial<NewRequest> = {},
  announce: readonly MessageKind[] = [],
): Promise<Request> {
  const request = wish(changes);
  const inserted = await store.insert(request, `key of ${request.id}`, announce, openMax);
  if (inserted.outcome !== "inserted") throw new Error(`not inserted: ${inserted.outcome}`);
  return inserted.request;
}

export async function moved(
  store: Store,
  seen: Request,
  move: Move,
  transition: Partial<Transition> = {},
): Promise<Request> {
  const request = await store.move(seen, move, { by: people.carol, at: t0 + minute, ...transition });
  if (request === undefined) throw new Error(`somebody was quicker than ${move}`);
  return request;
}

/** The shortest way to each status. */
const ways: Readonly<Record<Status, readonly Move[]>> = {
  pending: [],
  approved: ["approve"],
  issued: ["approve", "issue"],
  active: ["approve", "use"],
  revoking: ["approve", "revoke"],
  revoked: ["approve", "revoke", "confirm"],
  ended: ["approve", "use", "end"],
  expired: ["approve", "issue", "expire"],
  denied: ["deny"],
  cancelled: ["cancel"],
  lapsed: ["lapse"],
  failed: ["approve", "fail"],
};

export async function brought(store: Store, request: Request, to: Status): Promise<Request> {
  let current = request;
  for (const move of ways[to]) current = await moved(store, current, move);
  return current;
}

export const allMoves = Object.keys(moves).flatMap((name) => (isMove(name) ? [name] : []));

function isMove(name: string): name is Move {
  return name in moves;
}

/** Everything that is stored, to see that nothing was written. */
export function contents(connection: Plain): unknown {
  return ["requests", "messages", "sessions", "audit"].map((table) =>
    connection.prepare(`select * from ${table} order by 1`).all(),
  );
}

/** Who did what, in the order written. */
export function auditOf(connection: Plain, requestId: string): unknown[] {
  return connection
    .prepare("select by || ' ' || action from audit where request_id = ? order by id")
    .pluck()
    .all(requestId);
}

/** What is due, of each kind so many, where our clock and Clerk's show the same. */
export function dueWorkAt(store: Store, now: number, each: number, except: readonly string[] = []) {
  return store.due({ now, clerkNow: now }, roomFor(each), except);
}

export async function dueAt(store: Store, now: number, each: number): Promise<Request[]> {
  return (await dueWorkAt(store, now, each)).map(({ request }: Due) => request);
}

export function roomFor(each: number) {
  return { record: each, revoke: each, end: each, find: each, poll: each };
}

/** Keys of the payloads that somebody waits for an answer to, the oldest first. */
export function pendingReplies(connection: Plain): unknown[] {
  return connection.prepare("select key from pending_replies where answered_at is null order by at").pluck().all();
}

/** What another process, which ends, had claimed. */
export async function takeOver(
  ended: Store,
  store: Store,
  now: number,
  unsureUntil = now,
): Promise<readonly PendingReply[]> {
  await ended.endLease();
  const { gone } = await store.renewLease();
  for (const id of gone) await store.takeOver(id, now, unsureUntil);
  return store.takenOver();
}
