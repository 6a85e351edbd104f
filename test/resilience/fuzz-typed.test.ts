// What is read from a typed command, a sent form and any payload: something sound, or nothing, and never an error.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Draft, draftProblems, named, type SubjectRef } from "../../src/impersonation/model/draft.js";
import { whoMaxLength } from "../../src/impersonation/model/settings.js";
import {
  editableValues,
  formValues,
  submittedDraft,
  submittedValues,
} from "../../src/slack/handlers/asking/form-values.js";
import { parseCommand } from "../../src/slack/handlers/command-text.js";
import { refusedAsk } from "../../src/slack/messages/answers/refused-ask.js";
import { compose, type Line } from "../../src/slack/messages/blocks/compose.js";
import { requestFields, requestFormValues, requestFormView } from "../../src/slack/messages/forms/request-form.js";
import { problemText } from "../../src/slack/messages/words/problem.js";
import { actionPayload, commandPayload, submissionPayload } from "../../src/slack/transport/payloads.js";
import { fuzz } from "./fuzz-plan.js";
import { expectInertForm } from "./inert.js";
import { oddValue } from "./odd-json.js";
import { oddClick, oddCommandPayload, oddSubmission, requestFormState } from "./odd-payloads.js";
import { oddCommand } from "./odd-text.js";

const reasonRules = { pattern: null, hint: null, ticketUrl: "https://tickets.example/{ticket}" };
const rules = { sessionMs: 1_800_000, sessionMaxMs: 7_200_000, reason: reasonRules };
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]/u;

function expectSoundWho(who: SubjectRef): void {
  const named = who.kind === "email" ? who.email : who.kind === "username" ? who.username : who.userId;
  expect(named).not.toMatch(unseen);
  expect(named).not.toMatch(/[<>|]/);
  expect(named).not.toBe("");
  if (who.kind === "slack") expect(named).toMatch(/^[UW][A-Z0-9]+$/);
  if (who.kind === "clerk") expect(named).toMatch(/^user_[A-Za-z0-9]+$/);
}

/** What can be said against it, in words that Slack shows beside a field. */
function expectSoundDraft(draft: Draft): void {
  if (draft.who.kind !== "unreadable") expectSoundWho(draft.who);
  expect(named(draft).length).toBeLessThanOrEqual(whoMaxLength);
  if (typeof draft.sessionMs === "number") expect(Number.isSafeInteger(draft.sessionMs)).toBe(true);
  for (const problem of draftProblems(draft, rules)) expect(problemText(problem, "C0APPROVALS")).not.toBe("");
}

test("whatever is typed after /impersonate is help, or a draft for a form that Slack opens", async () => {
  await fuzz("typed commands", oddCommand, (text) => {
    const draft = parseCommand(text);
    expectSoundDraft(draft);
    const values = formValues(draft, rules);
    expectInertForm(requestFormView(values, rules), [], [values.reason]);
    // And so does the form behind Edit request, whose button Slack takes.
    const kept = refusedAsk(["No."], text, editableValues(values, undefined));
    const [button] = kept.blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
    if (button?.type !== "button") throw new Error("there is no button");
    expect(button.value?.length).toBeLessThanOrEqual(2_000);
    const edited = requestFormValues.parse(button.value);
    expect(edited.who).toEqual(values.who);
    expectInertForm(requestFormView(edited, rules), [], [edited.reason]);
  });
});

const refusal: Line = ["There is an open request already."];

test("whatever was put into the form, it can be shown again with what was put in", async () => {
  await fuzz("sent forms", requestFormState, (payload) => {
    const submission = submissionPayload.parse(payload);
    expectSoundDraft(submittedDraft(submission, rules));
    const values = submittedValues(submission, rules);
    for (const field of [undefined, requestFields.who, requestFields.ticket]) {
      const view = requestFormView(values, rules, { words: refusal, field });
      expectInertForm(view, [], [values.reason, values.ticket]);
    }
  });
});

const payload = fc.oneof(oddValue, oddCommandPayload, oddClick, oddSubmission);

test("whatever comes in the place of a payload is read or not, and leaves nothing behind", async () => {
  await fuzz("payloads", payload, (body) => {
    // As it comes: over the wire.
    const sent: unknown = JSON.parse(JSON.stringify(body) ?? "null");
    commandPayload.safeParse(sent);
    actionPayload.safeParse(sent);
    const submission = submissionPayload.safeParse(sent);
    if (submission.success) expectSoundDraft(submittedDraft(submission.data, rules));
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(compose([{ line: ["Fine."] }]).text).toBe("Fine.");
  });
});
