// What is read from a typed command, a sent form and any payload: something sound, or nothing, and never an error.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Draft, draftProblems, named, type SubjectRef } from "../../src/impersonation/model/draft.js";
import { whoMaxLength } from "../../src/impersonation/model/settings.js";
import { parseCommand } from "../../src/slack/handlers/command-text.js";
import { editableValues, formValues, readRequestForm } from "../../src/slack/handlers/request-form.js";
import { compose, type Line } from "../../src/slack/messages/compose.js";
import { problemText } from "../../src/slack/messages/problem.js";
import { refusedAsk } from "../../src/slack/messages/refused-ask.js";
import { requestFormValues, requestFormView } from "../../src/slack/messages/request-form.js";
import { actionPayload, commandPayload, submissionPayload } from "../../src/slack/transport/payloads.js";
import { fuzz } from "./fuzz-plan.js";
import { expectInertForm } from "./inert.js";
import { oddValue } from "./odd-json.js";
import { oddClick, oddCommandPayload, oddSubmission, requestFormState } from "./odd-payloads.js";
import { oddCommand } from "./odd-text.js";

const rules = { sessionMs: 1_800_000, sessionMaxMs: 7_200_000 };
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
    if (draft === "help") return;
    expectSoundDraft(draft);
    const values = formValues(draft, rules);
    expectInertForm(requestFormView(values, rules), [], [...Object.values(values.who), values.reason]);
    // And so does the form behind Edit request, whose button Slack takes.
    const kept = refusedAsk(["No."], text, editableValues(draft, rules, undefined));
    const [button] = kept.blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
    if (button?.type !== "button") throw new Error("there is no button");
    expect(button.value?.length).toBeLessThanOrEqual(2_000);
    const edited = requestFormValues.parse(button.value);
    expect(edited.who).toEqual(values.who);
    expectInertForm(requestFormView(edited, rules), [], [...Object.values(edited.who), edited.reason]);
  });
});

const refusal: Line = ["There is an open request already."];

test("whatever was put into the form, it can be shown again with what was put in", async () => {
  await fuzz("sent forms", requestFormState, (payload) => {
    const { draft, values } = readRequestForm(submissionPayload.parse(payload));
    expectSoundDraft(draft);
    expectInertForm(requestFormView(values, rules, refusal), [], [...Object.values(values.who), values.reason]);
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
    if (submission.success) expectSoundDraft(readRequestForm(submission.data).draft);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    expect(compose([{ line: ["fine"] }]).text).toBe("fine");
  });
});
