// What is said about a request, and to whom.
import { expect, test } from "vitest";
import { statuses } from "../../../src/impersonation/model/lifecycle.js";
import { closings, type Request } from "../../../src/impersonation/model/request.js";
import { compose } from "../../../src/slack/messages/blocks/compose.js";
import { denialFormView } from "../../../src/slack/messages/forms/denial-form.js";
import { card } from "../../../src/slack/messages/request/card.js";
import { problemLine } from "../../../src/slack/messages/words/problem.js";
import { stateOf } from "../../../src/slack/messages/words/state.js";
import { asked, people, scratch, t0 } from "../../db/scratch.js";

const context = {
  approvalChannel: "C0APPROVALS",
  approverGroups: [],
  development: false,
  workspaceUrl: "https://acme.slack.com/",
  reason: { pattern: null, hint: null, ticketUrl: null },
};

async function pending(): Promise<Request> {
  const { store } = await scratch();
  return asked(store);
}

test("no two states look alike, and only what Clerk did not confirm raises the alarm", async () => {
  const request = await pending();
  const seen = statuses.flatMap((status) => closings.map((closing) => ({ ...request, status, closing, tries: 1 })));
  const signs = new Map(seen.map((each) => [stateOf(each).words, stateOf(each).sign]));
  expect(new Set(signs.values()).size).toBe(signs.size);
  const loud = seen.filter((each) => stateOf(each).words.startsWith("Not confirmed"));
  expect(new Set(loud.map(({ status }) => status))).toEqual(new Set(["revoking", "ended"]));
  expect(loud.filter(({ status }) => status === "ended").map(({ closing }) => closing)).toEqual([
    "by_time_unconfirmed",
  ]);
});

test("a revoke on its way is not called revoked: it says who, that access may still work, and until when", async () => {
  const request = await pending();
  const revoke = { revokedBy: people.carol, revokeAskedAt: t0, linkExpiresAt: t0 + 600_000, tokenId: "act_1" };
  const { text } = card({ ...request, ...revoke, status: "revoking" }, context);
  expect(text).toMatch(/access may still work.*<@U0CAROL> pressed Revoke.*Access ends by itself by <!date/);
  expect(text).not.toMatch(/\brevoked\b/i);
});

test("a time stands alone near the ask, with its date half a day later, and a closed card is dated", async () => {
  const hour = 3_600_000;
  const request = await pending();
  const decided = { ...request, status: "denied", decidedBy: people.carol } as const;
  const soon = card({ ...decided, decidedAt: t0 + hour, closedAt: t0 + hour }, context).text;
  expect(soon).toMatch(/^⛔ Denied · <!date\^\d+\^\{date_short\} at \{time\}\|/);
  expect(soon).toMatch(/denied this at <!date\^\d+\^\{time\}\|/);
  const late = card({ ...decided, decidedAt: t0 + 13 * hour, closedAt: t0 + 13 * hour }, context).text;
  expect(late).toMatch(/denied this on <!date\^\d+\^\{date_short\} at \{time\}\|/);
});

test("an approver who denies reads the reason, and for how long", async () => {
  const request = { ...(await pending()), reason: "ticket 4821", sessionMs: 1_800_000 };
  expect(JSON.stringify(denialFormView(request).blocks)).toMatch(/for 30 minutes\..*rich_text_quote.*ticket 4821/);
});

test("production is marked, and development is not", async () => {
  const request = await pending();
  expect(card(request, context).text).toMatch(/^⏳ Waiting for approval .*Production/);
  expect(card(request, { ...context, development: true }).text).not.toMatch(/production/i);
});

test("people read you about themselves, and others read their mention", async () => {
  const denied = { ...(await pending()), status: "denied", decidedBy: people.carol, decidedAt: t0 } as const;
  const said = (viewer: string) =>
    compose([{ line: problemLine({ code: "too_late", request: denied }, "C0APPROVALS", { viewer }) }]).text;
  expect(said(people.carol)).toMatch(/^You already denied this/);
  expect(said(people.dave)).toMatch(/^<@U0CAROL> already denied this/);
});
