// Whatever stands in a request, its messages are such as Slack takes, and nothing in them acts but what we mean.
import fc from "fast-check";
import { test } from "vitest";
import type { Problem } from "../../src/impersonation/model/errors.js";
import { messageKinds } from "../../src/impersonation/model/message.js";
import type { Request } from "../../src/impersonation/model/request.js";
import { Secret } from "../../src/impersonation/model/secret.js";
import { compose } from "../../src/slack/messages/compose.js";
import { denialFormView } from "../../src/slack/messages/denial-form.js";
import { formNotice } from "../../src/slack/messages/form-notice.js";
import { linkReady } from "../../src/slack/messages/link.js";
import { failureWords } from "../../src/slack/messages/phrases.js";
import { problemLine, problemText } from "../../src/slack/messages/problem.js";
import { render } from "../../src/slack/messages/render.js";
import { fuzz } from "./fuzz-plan.js";
import { actingInText, expectInert, expectInertForm } from "./inert.js";
import { mentioned, oddRequest } from "./odd-request.js";
import { oddText, oddTextUpTo } from "./odd-text.js";

const renderContext = fc.record({
  approvalChannel: fc.constant("C0APPROVALS"),
  approverGroups: fc.constantFrom([], ["S0MANAGERS"]),
  development: fc.boolean(),
});

test("no name, reason, note or place acts in any message of a request", async () => {
  const link = "https://clerk.example/v1/tickets/accept?ticket=abc";
  await fuzz(
    "messages",
    fc.tuple(fc.constantFrom(...messageKinds), oddRequest, renderContext),
    ([kind, request, around]) => {
      expectInert(render(kind, request, around), mentioned);
      if (kind === "link") expectInert(linkReady(request, new Secret(link)), mentioned, link);
    },
  );
});

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
      fc.constantFrom("slack" as const, "email" as const, "clerk" as const, "username" as const),
      oddText,
    )
    .map(([code, by, sought]): Problem => ({ code, whose: "subject", by, sought })),
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
