// Whatever stands in a request, its messages are such as Slack takes, and nothing in them acts but what we mean.
import fc from "fast-check";
import { test } from "vitest";
import type { Problem } from "../../src/impersonation/model/errors.js";
import { messageKinds } from "../../src/impersonation/model/message.js";
import type { Request } from "../../src/impersonation/model/request.js";
import { Secret } from "../../src/impersonation/model/secret.js";
import { confirmRevokeAll, revokeAllResults } from "../../src/slack/messages/answers/revoke-all.js";
import { statusAnswer } from "../../src/slack/messages/answers/status.js";
import { revokedAnswer, whichRequest } from "../../src/slack/messages/answers/which-request.js";
import { compose } from "../../src/slack/messages/blocks/compose.js";
import { denialFormView } from "../../src/slack/messages/forms/denial-form.js";
import { formNotice } from "../../src/slack/messages/forms/form-notice.js";
import { home } from "../../src/slack/messages/home/home.js";
import { linkReady } from "../../src/slack/messages/request/link.js";
import { render } from "../../src/slack/messages/request/render.js";
import { failureWords } from "../../src/slack/messages/words/phrases.js";
import { problemLine, problemText } from "../../src/slack/messages/words/problem.js";
import { fuzz } from "./fuzz-plan.js";
import { actingInText, expectInert, expectInertForm } from "./inert.js";
import { mentioned, oddRequest } from "./odd-request.js";
import { oddText, oddTextUpTo } from "./odd-text.js";

const renderContext = fc.record({
  approvalChannel: fc.constant("C0APPROVALS"),
  approverGroups: fc.constantFrom([], ["S0MANAGERS"]),
  development: fc.boolean(),
  reason: fc.constant({ pattern: null, hint: null, ticketUrl: null }),
  workspaceUrl: fc.constant("https://acme.slack.com/"),
});

test("no name, reason, note or place acts in any message of a request", async () => {
  const link = "https://clerk.example/v1/tickets/accept?ticket=abc";
  await fuzz(
    "messages",
    fc.tuple(fc.constantFrom(...messageKinds), oddRequest, renderContext),
    ([kind, request, around]) => {
      expectInert(render(kind, request, around), mentioned);
      if (kind === "link") expectInert(linkReady(request, new Secret(link), around), mentioned, link);
    },
  );
});

test("nor does anything in a Home tab", async () => {
  await fuzz("homes", fc.tuple(fc.array(oddRequest, { minLength: 1, maxLength: 3 }), oddText), ([requests, typed]) => {
    const each = requests.map((request, number) => ({ ...request, id: `req_${number}` }));
    const all = { requests: each, more: 0 };
    const denials = new Map(each.map((one) => [one.id, one]));
    const approver = { waiting: all, live: all, decided: each, denials, offers: () => "both" as const };
    const lists = { open: each, closed: each, approver, workspaceUrl: "https://acme.slack.com/", places: new Map() };
    expectInertForm(home(lists, compose([{ line: [typed] }])), mentioned, []);
  });
});

test("no name acts in a list of many requests, in what came of a revoke of all, or in a card that names an earlier one", async () => {
  const many = fc
    .array(oddRequest, { minLength: 1, maxLength: 30 })
    .map((requests) => requests.map((request, index) => ({ ...request, id: `req_${index}` })));
  await fuzz("lists", fc.tuple(many, renderContext), ([requests, around]) => {
    const [first] = requests;
    if (first === undefined) throw new Error("there is none");
    const cards = new Map(requests.map(({ id }) => [id, cardPlace]));
    const list = { requests, more: 12 };
    const reader = { reader: "U0CAROL", workspaceUrl: around.workspaceUrl };
    expectInert(
      statusAnswer({ own: { ...list, requests: requests.slice(0, 10) }, others: list, cards }, "open", reader),
      mentioned,
    );
    expectInert(confirmRevokeAll({ scope: "everybody", requests }), mentioned);
    const results = requests.map((request) => ({ request, outcome: "not_confirmed", recorded: false }) as const);
    expectInert(revokeAllResults(results), mentioned);
    expectInert(whichRequest("cancel", requests), mentioned);
    expectInert(revokedAnswer(first, { confirmed: false, recorded: false, isRepeated: false }), mentioned);
    expectInert(
      render("card", first, around, [
        { request: requests.at(-1) ?? first, card: cardPlace },
        { request: first, card: undefined },
      ]),
      mentioned,
    );
  });
});

const cardPlace = { channel: "C0APPROVALS", ts: "1767621660.000100" };

const problem = fc.oneof(
  fc.constantFrom<Problem>(
    { code: "own_request" },
    { code: "slack_lookup_failed" },
    { code: "subject_decides" },
    { code: "channel_public" },
    { code: "not_a_member", why: "guest" },
    { code: "clerk_malformed" },
  ),
  fc
    .tuple(fc.constantFrom("who_invalid" as const, "duration_invalid" as const), oddText)
    .map(([code, typed]): Problem => ({ code, typed })),
  fc
    .tuple(
      fc.constantFrom("no_clerk_user" as const, "ambiguous_clerk_user" as const),
      fc.constantFrom("slack" as const, "email" as const, "clerk" as const, "username" as const, "name" as const),
      oddText,
    )
    .map(([code, by, sought]): Problem => ({ code, whose: "subject", by, sought })),
  oddText.map((hint): Problem => ({ code: "reason_unmatched", hint })),
  fc.integer().map((length): Problem => ({ code: "reason_too_long", length })),
  fc.tuple(fc.nat(), fc.nat()).map(([askedMs, maxMs]): Problem => ({ code: "duration_too_long", askedMs, maxMs })),
  fc
    .tuple(fc.constantFrom("already_open" as const, "too_late" as const), oddRequest)
    .map(([code, request]): Problem => ({ code, request })),
);

test("no refusal acts either, beside a field, in a form or as a message of its own", async () => {
  await fuzz("refusals", fc.tuple(problem, oddRequest, oddTextUpTo(1_000)), ([refusal, request, note]) => {
    expectRefusalInert(refusal, request, note);
  });
});

function expectRefusalInert(refusal: Problem, request: Request, note: string): void {
  const words = problemLine(refusal, "C0APPROVALS");
  expectInert(compose([{ line: words.length === 0 ? ["?"] : words }]), mentioned);
  expectInertForm(formNotice("Not denied", words), mentioned, []);
  expectInertForm(denialFormView(request, note, words), mentioned, [note]);
  const failed = failureWords(request);
  if (failed.length > 0) expectInert(compose([{ line: failed }]), mentioned);
  const text = problemText(refusal, "C0APPROVALS");
  if (text !== "" && actingInText(text, mentioned).length > 0) throw new Error(text);
}
