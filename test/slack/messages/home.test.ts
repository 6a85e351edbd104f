// The Home tab at its fullest: Slack takes it, and says how much more there is.
import { expect, test } from "vitest";
import type { Request } from "../../../src/impersonation/model/request.js";
import { surface } from "../../../src/sandbox/slack/block-kit/surfaces.js";
import { compose } from "../../../src/slack/messages/blocks/compose.js";
import { home, shownAtMost } from "../../../src/slack/messages/home/home.js";

const markup = "<@U0EVE> *bold* <https://evil.example|click> :tada: ";

/** With everything as long as it may be. */
function longest(number: number, changes: Partial<Request> = {}): Request {
  return {
    id: `req_${String(number).padStart(16, "0")}`,
    number: 10_000_000 + number,
    status: "active",
    revision: 1,
    attempt: 1,
    actorSlackId: "U0ALICE",
    actorSub: "user_2alice",
    actorClerkId: null,
    actorEmails: [],
    subjectId: "user_2bob",
    subjectName: markup.repeat(20),
    subjectEmail: `${"b".repeat(300)}@customer.example`,
    subjectSlackId: null,
    unverifiedClashes: [],
    reason: markup.repeat(30).slice(0, 1_000),
    sessionMs: 1_800_000,
    askedAgainOf: null,
    askedAt: 0,
    lapsesAt: 3_600_000,
    remindedAt: null,
    decidedBy: "U0CAROL",
    decidedAt: 1_000,
    note: null,
    retryUntil: null,
    tokenId: null,
    tokenCreatedAt: null,
    linkExpiresAt: 2_000,
    tokenRevocation: null,
    tokenMayExistUntil: null,
    linkClickedAt: null,
    linkWithdrawnAt: null,
    usedAt: 1_500,
    usedFrom: null,
    sessionEndsAt: 3_000,
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
    ...changes,
  };
}

test("at its fullest it stays within Slack's limits, and what people typed stays text", () => {
  const many = (count: number, changes: Partial<Request> = {}) =>
    Array.from({ length: count }, (_, number) => longest(number, changes));
  const waiting = many(shownAtMost.waiting, { status: "pending" });
  const lists = {
    open: many(1_000),
    closed: many(shownAtMost.closed, { status: "ended", closedAt: 4_000 }),
    approver: {
      waiting: { requests: waiting, more: 12 },
      live: { requests: many(shownAtMost.live), more: 1_000 },
      decided: many(shownAtMost.decided, { status: "denied" }),
      denials: new Map(waiting.map((request) => [request.id, longest(9, { status: "denied", decidedAt: 3_000 })])),
      offers: () => "both" as const,
    },
    workspaceUrl: "https://acme.slack.com/",
    places: new Map(many(50).map(({ id }) => [id, { channel: "C0APPROVALS", ts: "1795897946.451000" }])),
  };
  const notice = compose(Array.from({ length: 20 }, () => ({ line: ["x".repeat(3_000)] })));
  const view = home(lists, notice);
  expect(surface.safeParse(view).error).toBeUndefined();
  const text = JSON.stringify(view);
  // Half of what Slack takes.
  expect(text.length).toBeLessThan(125_000);
  expect(text).not.toMatch(/"mrkdwn"|"type":"user","user_id":"U0EVE"|"url":"https:\/\/evil/);
  expect(text).toContain('"url":"https://acme.slack.com/archives/C0APPROVALS/p1795897946451000"');
  for (const words of ["and 992 more", "and 12 more", "and 1000 more"]) expect(text).toContain(words);
});
