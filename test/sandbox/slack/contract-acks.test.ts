// What a person sees of an app that acknowledges late, wrongly or not at all.
import { describe, expect, test } from "vitest";
import { type Acme, acme, approve, connect, plain, section } from "./acme.js";

const modal = {
  type: "modal",
  callback_id: "ask",
  title: plain("Ask"),
  submit: plain("Send"),
  blocks: [
    {
      type: "input",
      block_id: "reason",
      label: plain("Reason"),
      element: { type: "plain_text_input", action_id: "text" },
    },
  ],
};

/** alice has a form of the app's before her. */
async function withForm({ slack, web }: Acme) {
  const app = await connect(slack);
  const alice = slack.as("UALICE");
  await alice.types("CGENERAL", "/impersonate");
  await web.apiCall("views.open", { trigger_id: app.last().trigger_id, view: modal });
  const form = alice.modal();
  if (form === undefined) throw new Error("no form");
  return { app, alice, form };
}

async function withCard({ slack, web }: Acme) {
  await web.chat.postMessage({ channel: "COPEN", text: "card", blocks: [section("card"), approve] });
  const alice = slack.as("UALICE");
  const [card] = alice.messages("COPEN");
  if (card === undefined) throw new Error("no card");
  return { alice, card };
}

describe("without an acknowledgement in time", () => {
  test("a command failed with operation_timeout", async () => {
    const { slack } = await acme({ ackPatienceMs: 40 });
    const app = await connect(slack);
    app.answer = () => {};
    const alice = slack.as("UALICE");
    expect(await alice.types("CGENERAL", "/impersonate")).toMatchObject({ kind: "operation_timeout" });
    expect(alice.notices()).toEqual(['/impersonate failed with the error "operation_timeout"']);
  });

  test("a button has a warning triangle", async () => {
    const there = await acme({ ackPatienceMs: 40 });
    const app = await connect(there.slack);
    app.answer = () => {};
    const { alice, card } = await withCard(there);
    expect(await alice.clicks(card, "Approve")).toMatchObject({ kind: "warning_triangle" });
  });

  test("a form stays, with trouble connecting", async () => {
    const { app, alice, form } = await withForm(await acme({ ackPatienceMs: 40 }));
    app.answer = () => {};
    expect(await alice.submits(form, { reason: "ticket" })).toMatchObject({ kind: "trouble_connecting" });
    expect(alice.modals()).toHaveLength(1);
  });
});

describe("with no connection open", () => {
  test("a command failed with dispatch_failed", async () => {
    const { slack } = await acme();
    const alice = slack.as("UALICE");
    expect(await alice.types("CGENERAL", "/impersonate")).toMatchObject({ kind: "dispatch_failed" });
  });

  test("a button has a warning triangle", async () => {
    const there = await acme();
    const { alice, card } = await withCard(there);
    expect(await alice.clicks(card, "Approve")).toMatchObject({ kind: "warning_triangle" });
  });
});

describe("a form's acknowledgement", () => {
  test.each([
    ["nothing closes it", undefined, { kind: "acknowledged", form: "closed" }, 0],
    ["clear closes it", { response_action: "clear" }, { kind: "acknowledged", form: "cleared" }, 0],
    [
      "update changes it",
      { response_action: "update", view: { type: "modal", title: plain("Sent"), blocks: [section("Sent")] } },
      { kind: "acknowledged", form: "updated" },
      1,
    ],
    [
      "push puts another over it",
      { response_action: "push", view: modal },
      { kind: "acknowledged", form: "pushed" },
      2,
    ],
    [
      "errors stand beside their field",
      { response_action: "errors", errors: { reason: "too short" } },
      { kind: "errors", errors: { reason: "too short" } },
      1,
    ],
    [
      "errors for a field that is not there are trouble",
      { response_action: "errors", errors: { who: "?" } },
      { kind: "trouble_connecting" },
      1,
    ],
    ["errors for nothing are trouble", { response_action: "errors", errors: {} }, { kind: "trouble_connecting" }, 1],
    ["an unknown action is trouble", { response_action: "explode" }, { kind: "trouble_connecting" }, 1],
    ["a message is trouble", { text: "thanks" }, { kind: "trouble_connecting" }, 1],
    [
      "an update with a broken view is trouble",
      { response_action: "update", view: { type: "modal", title: plain("x".repeat(25)), blocks: [] } },
      { kind: "trouble_connecting" },
      1,
    ],
  ])("of %s", async (_what, answer, outcome, left) => {
    const { app, alice, form } = await withForm(await acme());
    app.answer = ({ ack }) => ack(answer);
    expect(await alice.submits(form, { reason: "ticket" })).toMatchObject(outcome);
    expect(alice.modals()).toHaveLength(left);
  });
});

test("a form with a required field left empty is not sent", async () => {
  const { app, alice, form } = await withForm(await acme());
  const before = app.received.length;
  expect(await alice.submits(form)).toMatchObject({ kind: "incomplete", errors: { reason: expect.any(String) } });
  expect(app.received.length).toBe(before);
});
