import { expect, test } from "vitest";
import { candidateSessions, isLive, isPastExpiry, sureness } from "../../../src/impersonation/access/sessions.js";
import type { Request } from "../../../src/impersonation/model/request.js";
import type { ClerkSession } from "../../../src/impersonation/ports/identity-provider.js";

const minute = 60_000;
const created = 1_800_000_000_000;

const request: Request = {
  id: "req_1",
  number: 1,
  status: "issued",
  revision: 3,
  attempt: 1,
  actorSlackId: "U0ALICE",
  actorSub: "user_2alice",
  actorClerkId: "user_2alice",
  actorEmails: ["alice@acme.example"],
  subjectId: "user_2bob",
  subjectName: "Bob Brown",
  subjectEmail: "bob@customer.example",
  subjectSlackId: null,
  unverifiedClashes: [],
  reason: "ticket 4821",
  sessionMs: 30 * minute,
  askedAgainOf: null,
  askedAt: created - minute,
  lapsesAt: created + 59 * minute,
  remindedAt: null,
  decidedBy: "U0CAROL",
  decidedAt: created,
  note: null,
  retryUntil: null,
  tokenId: "act_1",
  tokenCreatedAt: created,
  linkExpiresAt: created + 10 * minute,
  tokenRevocation: null,
  tokenMayExistUntil: null,
  linkClickedAt: null,
  linkWithdrawnAt: null,
  usedAt: null,
  usedFrom: null,
  sessionEndsAt: null,
  warnedAt: null,
  overdueSince: null,
  revokedBy: null,
  revokeAskedAt: null,
  failure: null,
  closing: null,
  slackCode: null,
  closedAt: null,
  dueAt: null,
  tries: 0,
};

const actor = { sub: "user_2alice", iss: "understudy", requestId: "req_1" };

function session(over: Partial<ClerkSession>): ClerkSession {
  return {
    id: "sess_1",
    actor,
    status: "active",
    createdAt: created + minute,
    expiresAt: created + 31 * minute,
    usedFrom: null,
    ...over,
  };
}

test.each([
  ["stamped with the request", {}, "certain"],
  ["stamped with the request, whenever it began", { createdAt: created + 60 * minute }, "certain"],
  ["stamped with the request, but older than its token", { createdAt: created - 1 }, "possible"],
  ["by this actor, without a request id", { actor: { ...actor, requestId: null } }, "likely"],
  ["by this actor, without an issuer", { actor: { sub: "user_2alice", iss: null, requestId: null } }, "possible"],
  [
    "begun a minute after the link's end, without a request id",
    { actor: { ...actor, requestId: null }, createdAt: created + 11 * minute },
    "likely",
  ],
  ["begun later than that", { actor: { ...actor, requestId: null }, createdAt: created + 11 * minute + 1 }, "not ours"],
  ["begun before the token", { actor: { ...actor, requestId: null }, createdAt: created - 1 }, "not ours"],
  ["of another request", { actor: { ...actor, requestId: "req_2" } }, "not ours"],
  ["by another actor", { actor: { sub: "user_2eve", iss: "understudy", requestId: null } }, "not ours"],
  [
    "from the dashboard",
    { actor: { sub: "user_2alice", iss: "https://dashboard.clerk.com", requestId: null } },
    "not ours",
  ],
  [
    "from Clerk's own command line",
    { actor: { sub: "cli:alice@acme.example", iss: "clerk-cli", requestId: null } },
    "not ours",
  ],
  ["the user's own", { actor: null }, "not ours"],
])("a session %s is %s", (_which, over, verdict) => {
  const candidates = candidateSessions(request, [session(over)]);
  const found = sureness.find((each) => candidates[each].length > 0) ?? "not ours";
  expect(found).toBe(verdict);
});

test.each([
  ["active", true],
  ["pending", true],
  ["revoked", false],
  ["ended", false],
  ["expired", false],
  ["removed", false],
  ["abandoned", false],
  ["replaced", false],
  ["suspended, which nobody knows yet,", true],
])("a session that is %s: living is %s, whatever our clock says", (status, living) => {
  expect(isLive(session({ status, expiresAt: created - 1 }))).toBe(living);
  expect(isLive(session({ status, expiresAt: created + minute }))).toBe(living);
});

test.each([
  ["active", created - 1, true],
  ["active", created + 1, false],
  ["pending", created - 1, true],
  ["suspended, which nobody knows yet,", created - 1, false],
])("a session that is %s and expires at %d: its time is over is %s", (status, expiresAt, over) => {
  expect(isPastExpiry(session({ status, expiresAt }), created)).toBe(over);
});
