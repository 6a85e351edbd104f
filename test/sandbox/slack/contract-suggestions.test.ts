// An external select: what the app is asked as somebody types, and which answers are shown.
import { describe, expect, test } from "vitest";
import { acme, connect, plain } from "./acme.js";

const option = (value: string, text = value) => ({ text: { type: "plain_text", text, emoji: true }, value });
const many = (count: number) => Array.from({ length: count }, (_, index) => option(`o${index}`));

async function withForm(more: Record<string, unknown> = {}) {
  const { slack, web, clock } = await acme();
  const app = await connect(slack);
  const alice = slack.as("UALICE");
  await alice.types("CGENERAL", "/impersonate");
  const element = { type: "external_select", action_id: "who", min_query_length: 2, ...more };
  const view = {
    type: "modal",
    title: plain("Ask"),
    submit: plain("Send"),
    blocks: [{ type: "input", block_id: "subject", label: plain("User"), element }],
  };
  await web.apiCall("views.open", { trigger_id: app.last().trigger_id, view });
  const form = alice.modal();
  if (form === undefined) throw new Error("no form");
  app.received.length = 0;
  const asked = () => app.received.map(({ body }) => body.value);
  return { slack, clock, app, alice, form, asked };
}

test("the app is asked with the view, what is typed and which menu, with each keystroke of at least two letters", async () => {
  const { app, alice, form, asked } = await withForm();
  app.answer = ({ ack, body }) => ack({ options: [option(String(body.value))] });
  expect(await alice.searchesAsTyped(form, "User", "bobb")).toMatchObject({ options: [option("bobb")] });
  expect(asked()).toEqual(["bo", "bob", "bobb"]);
  expect(app.received[0]).toMatchObject({
    type: "interactive",
    accepts_response_payload: true,
    body: {
      type: "block_suggestion",
      action_id: "who",
      block_id: "subject",
      container: { type: "view", view_id: form.viewId },
      view: { id: form.viewId },
    },
  });
  for (const absent of ["trigger_id", "response_url"]) expect(app.received[0]?.body).not.toHaveProperty(absent);
});

test("less than three letters ask nothing unless the menu says otherwise, and 0 asks as soon as it opens", async () => {
  const { alice, form, asked } = await withForm({ min_query_length: undefined });
  expect(await alice.searches(form, "User", "bo")).toMatchObject({ kind: "too_short", options: [] });
  expect(asked()).toEqual([]);
  const other = await withForm({ min_query_length: 0 });
  other.app.answer = ({ ack }) => ack({ options: [] });
  expect(await other.alice.searches(other.form, "User", "")).toMatchObject({ kind: "options", options: [] });
});

describe("an answer", () => {
  test.each([
    ["of a hundred options is shown", { options: many(100) }, 100],
    ["of options in groups is shown", { option_groups: [{ label: plain("Recent"), options: many(2) }] }, 2],
    ["at the limits of an option is shown", { options: [option("v".repeat(150), "t".repeat(75))] }, 1],
    ["of 101 options has failed", { options: many(101) }, undefined],
    ["with 76 characters in an option's text has failed", { options: [option("v", "t".repeat(76))] }, undefined],
    ["with 151 characters in an option's value has failed", { options: [option("v".repeat(151), "t")] }, undefined],
    [
      "with an option in mrkdwn has failed",
      { options: [{ text: { type: "mrkdwn", text: "*b*" }, value: "b" }] },
      undefined,
    ],
    ["that is empty has failed", undefined, undefined],
  ])("%s", async (_what, answer, shown) => {
    const { app, alice, form } = await withForm();
    app.answer = ({ ack }) => ack(answer);
    const { kind, options } = await alice.searches(form, "User", "bob");
    expect({ kind, count: options.length }).toEqual({
      kind: shown === undefined ? "failed" : "options",
      count: shown ?? 0,
    });
  });

  test("after three seconds has failed, and the next keystroke asks again", async () => {
    const { slack, clock, app, alice, form, asked } = await withForm();
    app.answer = () => {};
    const late = alice.searches(form, "User", "bo");
    await slack.until("the app has it", () => app.received[0]);
    clock.advance(3_000);
    expect(await late).toMatchObject({ kind: "failed" });
    app.answer = ({ ack }) => ack({ options: [option("bob")] });
    expect(await alice.searches(form, "User", "bob")).toMatchObject({ kind: "options" });
    expect(asked()).toEqual(["bo", "bob"]);
  });
});

test("an option that was found is in the form that is sent, and one that was not is refused", async () => {
  const { app, alice, form } = await withForm();
  app.answer = ({ ack, body }) =>
    ack(body.type === "block_suggestion" ? { options: [option("user_1", "Bob Brown")] } : undefined);
  await expect(alice.submits(form, { User: "Carol" })).rejects.toThrow(/does not offer/);
  expect(await alice.submits(form, { User: "Bob Brown" })).toMatchObject({ kind: "acknowledged" });
  const values = { subject: { who: { type: "external_select", selected_option: option("user_1", "Bob Brown") } } };
  expect(app.received.at(-1)?.body).toMatchObject({ type: "view_submission", view: { state: { values } } });
});
