// What a person sees if an app acknowledges late, wrongly or not at all.
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

/** alice has a form of the app open. */
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

/** Does something while the app does not respond and the clock moves by `ms`; the app may acknowledge afterwards. */
async function waiting<T>({ slack, clock }: Acme, app: Awaited<ReturnType<typeof connect>>, ms: number, act: () => T) {
  const before = app.received.length;
  app.answer = () => {};
  const outcome = act();
  const got = await slack.until("the app has it", () => app.received[before]);
  clock.advance(ms);
  return { outcome, ack: () => got.ack() };
}

describe("three seconds without an acknowledgement", () => {
  test("and a command failed with operation_timeout", async () => {
    const there = await acme();
    const alice = there.slack.as("UALICE");
    const app = await connect(there.slack);
    const { outcome } = await waiting(there, app, 3_000, () => alice.types("CGENERAL", "/impersonate"));
    await there.slack.until("the client gives up at once", () => alice.notices()[0], 500);
    expect(await outcome).toMatchObject({ kind: "operation_timeout" });
    expect(alice.notices()).toEqual(['/impersonate failed with the error "operation_timeout"']);
  });

  test("and a button has a warning triangle", async () => {
    const there = await acme();
    const app = await connect(there.slack);
    const { alice, card } = await withCard(there);
    const { outcome } = await waiting(there, app, 3_000, () => alice.clicks(card, "Approve"));
    expect(await outcome).toMatchObject({ kind: "warning_triangle" });
    expect(alice.notices()).toEqual([expect.stringContaining("⚠")]);
  });

  test("and a form stays open with a connection error; submitted again, it is sent again", async () => {
    const there = await acme();
    const { app, alice, form } = await withForm(there);
    const { outcome } = await waiting(there, app, 3_000, () => alice.submits(form, { reason: "ticket" }));
    expect(await outcome).toMatchObject({ kind: "trouble_connecting" });
    expect(alice.notices()).toEqual(["We had some trouble connecting. Try again?"]);
    app.answer = ({ ack }) => ack();
    expect(await alice.submits(form)).toMatchObject({ kind: "acknowledged", form: "closed" });
  });
});

test("an acknowledgement within the three seconds is in time, and none is waited for after it", async () => {
  const there = await acme();
  const alice = there.slack.as("UALICE");
  const app = await connect(there.slack);
  const { outcome, ack } = await waiting(there, app, 2_000, () => alice.types("CGENERAL", "/impersonate"));
  await ack();
  expect(await outcome).toMatchObject({ kind: "acknowledged" });
  there.clock.advance(3_000);
  expect(alice.notices()).toEqual([]);
});

test("an acknowledgement after the three seconds changes nothing", async () => {
  const there = await acme();
  const { app, alice, form } = await withForm(there);
  const { outcome, ack } = await waiting(there, app, 3_000, () => alice.submits(form, { reason: "ticket" }));
  await outcome;
  await ack();
  // A round trip on the same connection, behind the late acknowledgement.
  app.answer = ({ ack }) => ack();
  await alice.types("CGENERAL", "/impersonate");
  expect(alice.modals()).toHaveLength(1);
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
      "errors are shown beside their field",
      { response_action: "errors", errors: { reason: "too short" } },
      { kind: "errors", errors: { reason: "too short" } },
      1,
    ],
    [
      "errors for an unknown field are a connection error",
      { response_action: "errors", errors: { who: "?" } },
      { kind: "trouble_connecting" },
      1,
    ],
    [
      "errors for nothing are a connection error",
      { response_action: "errors", errors: {} },
      { kind: "trouble_connecting" },
      1,
    ],
    ["an unknown action is a connection error", { response_action: "explode" }, { kind: "trouble_connecting" }, 1],
    ["a message is a connection error", { text: "thanks" }, { kind: "trouble_connecting" }, 1],
    [
      "an update with an invalid view is a connection error",
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
