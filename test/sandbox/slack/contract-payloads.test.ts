// The payload for each action of a person, field by field.
import { describe, expect, test } from "vitest";
import { acme, approve, connect, plain, section } from "./acme.js";

const select = (type: string, more: Record<string, unknown>) => ({ type, action_id: "choice", ...more });
const option = (value: string) => ({ text: { type: "plain_text", text: value, emoji: true }, value });
const field = (element: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: "input",
  block_id: "field",
  label: plain("Field"),
  element: { action_id: "choice", ...element },
  ...more,
});
const form = (...blocks: Record<string, unknown>[]) => ({
  type: "modal",
  callback_id: "ask",
  private_metadata: "r1",
  notify_on_close: true,
  title: plain("Ask"),
  submit: plain("Send"),
  blocks,
});
const alicesPayload = {
  team: { id: "T0ACME", domain: "acme" },
  user: { id: "UALICE", username: "alice", name: "alice", team_id: "T0ACME" },
  enterprise: null,
  is_enterprise_install: false,
  api_app_id: expect.stringMatching(/^A/),
  token: expect.any(String),
};

async function ready() {
  const there = await acme();
  const app = await connect(there.slack);
  const alice = there.slack.as("UALICE");
  const last = () => {
    const got = app.received.at(-1);
    if (got === undefined) throw new Error("nothing came");
    const { type, accepts_response_payload: takesAnswer, body } = got;
    return { type, takesAnswer, body };
  };
  const card = async (...blocks: Record<string, unknown>[]) => {
    await there.web.apiCall("chat.postMessage", { channel: "COPEN", text: "card", blocks });
    const [message] = alice.messages("COPEN");
    if (message === undefined) throw new Error("no card");
    return message;
  };
  const modal = async (...blocks: Record<string, unknown>[]) => {
    await alice.types("CGENERAL", "/impersonate");
    await there.web.apiCall("views.open", { trigger_id: app.last().trigger_id, view: form(...blocks) });
    const view = alice.modal();
    if (view === undefined) throw new Error("no form");
    return view;
  };
  return { ...there, app, alice, last, card, modal };
}

test.each([
  ["a public channel", "CGENERAL", "general"],
  ["a private channel", "CCARDS", "privategroup"],
  ["a direct conversation", "direct", "directmessage"],
])("a command typed in %s, the bot there or not", async (_what, where, name) => {
  const { slack, alice, last } = await ready();
  const channel = where === "direct" ? slack.dmBetween("UALICE", "UCAROL") : where;
  await alice.types(channel, "/impersonate  for bob ");
  expect(last()).toEqual({
    type: "slash_commands",
    takesAnswer: true,
    body: {
      token: expect.any(String),
      team_id: "T0ACME",
      team_domain: "acme",
      channel_id: channel,
      channel_name: name,
      user_id: "UALICE",
      user_name: "alice",
      command: "/impersonate",
      text: "for bob",
      api_app_id: slack.bot.appId,
      is_enterprise_install: "false",
      response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/commands\//),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]+$/),
    },
  });
});

test("a click on a message", async () => {
  const { slack, alice, card, last } = await ready();
  const message = await card(section("card"), approve);
  await alice.clicks(message, "Approve");
  expect(last()).toEqual({
    type: "interactive",
    takesAnswer: false,
    body: {
      type: "block_actions",
      ...alicesPayload,
      container: { type: "message", message_ts: message.ts, channel_id: "COPEN", is_ephemeral: false },
      channel: { id: "COPEN", name: "open" },
      message: expect.objectContaining({
        ts: message.ts,
        text: "card",
        bot_id: slack.bot.botId,
        blocks: message.blocks,
      }),
      state: { values: {} },
      response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/actions\//),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]+$/),
      actions: [
        {
          type: "button",
          action_id: "approve",
          block_id: "buttons",
          text: { type: "plain_text", text: "Approve", emoji: true },
          value: "r1",
          action_ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
        },
      ],
    },
  });
});

test("a click in a form carries the view, its hash and what is filled in, and no response_url", async () => {
  const { alice, modal, last } = await ready();
  const button = { type: "button", action_id: "more", text: plain("More") };
  const view = await modal(
    { type: "actions", elements: [button] },
    field({ type: "plain_text_input", initial_value: "x" }),
  );
  await alice.clicks(view, "More");
  const values = { field: { choice: { type: "plain_text_input", value: "x" } } };
  expect(last()).toMatchObject({
    type: "interactive",
    takesAnswer: false,
    body: {
      type: "block_actions",
      ...alicesPayload,
      container: { type: "view", view_id: view.viewId },
      view: { id: view.viewId, hash: view.hash, private_metadata: "r1", state: { values } },
      actions: [{ action_id: "more" }],
    },
  });
  for (const absent of ["response_url", "channel", "message"]) expect(last().body).not.toHaveProperty(absent);
});

describe("a choice in a message", () => {
  test.each([
    [
      "an option",
      select("static_select", { options: [option("a"), option("b")] }),
      "b",
      { selected_option: option("b") },
    ],
    ["a person", select("users_select", {}), "UCAROL", { selected_user: "UCAROL" }],
    [
      "an entry of a menu",
      select("overflow", { options: [option("a"), option("b")] }),
      "a",
      { selected_option: option("a") },
    ],
  ])("of %s", async (_what, element, wanted, chosen) => {
    const { alice, card, last } = await ready();
    const message = await card({ type: "actions", block_id: "row", elements: [element] });
    await alice.chooses(message, { actionId: "choice" }, wanted);
    expect(last().body).toMatchObject({
      actions: [{ type: element.type, action_id: "choice", block_id: "row", ...chosen }],
    });
  });
});

describe("a form that is sent", () => {
  test("comes with its view and no conversation, and takes an answer", async () => {
    const { alice, modal, last } = await ready();
    const view = await modal(section("Hello"));
    await alice.submits(view);
    expect(last()).toEqual({
      type: "interactive",
      takesAnswer: true,
      body: {
        type: "view_submission",
        ...alicesPayload,
        trigger_id: expect.any(String),
        response_urls: [],
        view: expect.objectContaining({
          id: view.viewId,
          team_id: "T0ACME",
          type: "modal",
          callback_id: "ask",
          private_metadata: "r1",
          root_view_id: view.viewId,
          previous_view_id: null,
          close: null,
          state: { values: {} },
        }),
      },
    });
  });

  test.each([
    ["text", { type: "plain_text_input" }, "why", { type: "plain_text_input", value: "why" }],
    ["no text", { type: "plain_text_input" }, null, { type: "plain_text_input", value: null }],
    [
      "an option",
      { type: "static_select", options: [option("a")] },
      "a",
      { type: "static_select", selected_option: option("a") },
    ],
    [
      "no option",
      { type: "static_select", options: [option("a")] },
      null,
      { type: "static_select", selected_option: null },
    ],
    ["a person", { type: "users_select" }, "UCAROL", { type: "users_select", selected_user: "UCAROL" }],
    ["nobody", { type: "users_select" }, null, { type: "users_select", selected_user: null }],
  ])("with %s in its field", async (_what, element, value, held) => {
    const { alice, modal, last } = await ready();
    await alice.submits(await modal(field(element, { optional: true })), { field: value });
    expect(last().body).toMatchObject({ view: { state: { values: { field: { choice: held } } } } });
  });
});

test("a form's field sends nothing without dispatch_action", async () => {
  const { alice, app, modal, last } = await ready();
  const silent = await modal(field({ type: "users_select" }));
  const before = app.received.length;
  await alice.chooses(silent, "Field", "UCAROL");
  expect(app.received).toHaveLength(before);
  const telling = await modal(field({ type: "users_select" }, { dispatch_action: true }));
  await alice.chooses(telling, "Field", "UCAROL");
  expect(last().body).toMatchObject({ type: "block_actions", actions: [{ selected_user: "UCAROL" }] });
});

test("no payload of an interaction has a top-level name, which Bolt would take for a search", async () => {
  const { alice, app, card, modal } = await ready();
  await alice.clicks(await card(approve), "Approve");
  await alice.submits(await modal(section("Hello")));
  await alice.closes(await modal(section("Hello")));
  const interactions = app.received.filter(({ type }) => type === "interactive");
  expect(interactions.map(({ body }) => body.type)).toEqual(["block_actions", "view_submission", "view_closed"]);
  for (const { body } of interactions) expect(body).not.toHaveProperty("name");
});
