// Requests in every state, with whatever Clerk, Slack and people may have put into them.
import fc from "fast-check";
import { statuses } from "../../src/impersonation/model/lifecycle.js";
import { closings, failures, type Request } from "../../src/impersonation/model/request.js";
import { oddText, oddTextUpTo } from "./odd-text.js";

/** Milliseconds, from long ago to the year 2100. */
const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });
const people = { actor: "U0ALICE", decider: "U0CAROL", revoker: "U0DAVE" } as const;

export const oddRequest: fc.Arbitrary<Request> = fc.record({
  id: fc.constant("req_Zx9_-aB3dE5fG7hI"),
  number: fc.integer({ min: 1, max: 10_000_000 }),
  status: fc.constantFrom(...statuses),
  revision: fc.nat(),
  attempt: fc.nat({ max: 9 }),
  actorSlackId: fc.constant(people.actor),
  actorSub: oddText,
  actorClerkId: maybe(oddText),
  actorEmails: fc.array(oddText, { maxLength: 3 }),
  subjectId: fc.oneof(fc.constant("user_2bob"), oddTextUpTo(200)),
  subjectName: oddText,
  subjectEmail: maybe(oddTextUpTo(320)),
  subjectSlackId: maybe(fc.constant("U0BOB")),
  unverifiedClashes: fc.array(
    fc.record({ whose: fc.constantFrom("actor" as const, "subject" as const), email: oddTextUpTo(320) }),
    { maxLength: 3 },
  ),
  reason: oddTextUpTo(1_000),
  sessionMs: fc.integer({ min: 1_000, max: 86_400_000 }),
  askedAgainOf: maybe(fc.constant("req_Before")),
  askedAt: time,
  lapsesAt: time,
  remindedAt: maybe(time),
  decidedBy: maybe(fc.constant(people.decider)),
  decidedAt: maybe(time),
  note: maybe(oddTextUpTo(1_000)),
  retryUntil: maybe(time),
  tokenId: maybe(oddText),
  tokenCreatedAt: maybe(time),
  linkExpiresAt: maybe(time),
  tokenRevocation: maybe(fc.constantFrom("revoked" as const, "accepted" as const)),
  tokenMayExistUntil: maybe(time),
  linkClickedAt: maybe(time),
  linkWithdrawnAt: maybe(time),
  usedAt: maybe(time),
  usedFrom: maybe(oddText),
  sessionEndsAt: maybe(time),
  warnedAt: maybe(time),
  overdueSince: maybe(time),
  revokedBy: maybe(fc.constant(people.revoker)),
  revokeAskedAt: maybe(time),
  failure: maybe(fc.constantFrom(...failures)),
  closing: maybe(fc.constantFrom(...closings)),
  slackCode: maybe(fc.constantFrom("restricted_action", "messages_tab_disabled", "a_code_of_tomorrow")),
  closedAt: maybe(time),
  dueAt: maybe(time),
  tries: fc.nat({ max: 100 }),
});

/** Whom a message of such a request may mention. */
export const mentioned = [...Object.values(people), "C0APPROVALS", "S0MANAGERS"];
