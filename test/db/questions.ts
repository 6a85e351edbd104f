// What the store is asked: each of its methods, with the request that a test has made.
import type { Request } from "../../src/impersonation/model/request.js";
import type { Store } from "../../src/impersonation/ports/store.js";
import { dueWorkAt, minute, moved, openMax, people, t0, wish } from "./scratch.js";

const place = { channel: "D0ALICE", ts: "1767621660.000100" };
const shown = { ...place, kind: "asked", revision: 1, digest: "digest", now: t0 } as const;
const approved = { ...wish(), id: "req_1", attempt: 1 };
export const pendingReply = { key: "key", userId: people.eve, kind: "click", viewId: null, at: t0 } as const;
const left = { now: t0, checkAgainAt: null, postingSince: null };
const again = { dueAt: t0, unsureUntil: t0 + minute };

/** `card`: the id of the request's card. */
export type Question = (store: Store, card: number) => Promise<unknown>;

/** To a store with the request `req_1`, asked by alice and due, which has a card. */
export const questions: [string, Question][] = [
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
  ["who waits for an answer that was taken over", (store) => store.takenOver()],
  ["the messages of a request", (store) => store.messagesOf("req_1")],
  ["a claim", (store, card) => store.claim(card, t0, t0 + minute)],
  [
    "an edit that was made",
    async (store, card) => store.shown(card, (await store.claim(card, t0, t0))?.claim ?? "", shown),
  ],
  [
    "an edit put off",
    async (store, card) => store.postpone(card, (await store.claim(card, t0, t0))?.claim ?? "", again),
  ],
  [
    "a message that is gone",
    async (store, card) => store.markMissing(card, (await store.claim(card, t0, t0))?.claim ?? "", t0),
  ],
  [
    "a post that was found",
    async (store, card) => store.found(card, (await store.claim(card, t0, t0))?.claim ?? "", place, t0),
  ],
  [
    "a superseded message that is gone",
    async (store, card) => store.retired(card, (await store.claim(card, t0, t0))?.claim ?? "", left),
  ],
  [
    "a message that was never posted",
    async (store, card) => store.drop(card, (await store.claim(card, t0, t0))?.claim ?? ""),
  ],
  [
    "a message that can't be edited now",
    async (store, card) => store.release(card, (await store.claim(card, t0, t0))?.claim ?? "", 1),
  ],
  ["messages of which nobody knows what they show", (store) => store.invalidate("req_1", ["card"], t0)],
  ["a clock that was set back", (store) => store.clockSetBack(t0)],
  ["whom a person asked for lately", (store) => store.recentSubjects(people.alice, 10)],
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
  ["the Homes that are followed", (store) => store.homes()],
  ["that somebody opened their Home", (store) => store.homeOpened(people.alice, t0)],
  ["what a Home shows", (store) => store.homeShown(people.alice, "digest")],
  ["that a Home is not followed any more", (store) => store.homeNotFollowed(people.alice)],
  ["the lease of a process", (store) => store.renewLease()],
  ["the end of a lease", (store) => store.endLease()],
  ["whose turn it is", (store) => store.takeTurn("deleted cards", t0, minute)],
  [
    "a claim that is let go of once the database works",
    async (store) => {
      store.leave(1, "claim");
      await store.nextDueAt();
    },
  ],
  ["a claim on sessions", (store) => store.claimSessions("req_1", ["sess_1", "sess_2"])],
  [
    "an audit entry",
    (store) => store.record({ at: t0, requestId: "req_1", by: people.eve, action: "a", outcome: "b", detail: {} }),
  ],
];

/** A request that fails, is tried again, and ends up with a link that was clicked. */
export async function everyMove(store: Store, request: Request): Promise<void> {
  const failed = await moved(store, await moved(store, request, "approve"), "fail", { announce: ["failed"] });
  const retried = await moved(store, failed, "retry");
  const issued = await moved(store, retried, "issue", { posted: { kind: "link", place } });
  await store.amend(issued, { linkClickedAt: t0 }, true, { announce: ["ending_soon"] });
}
