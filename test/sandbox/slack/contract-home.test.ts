// The Home tab: the event of its opening, what is published there, and what can be pressed in it.
import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { InvalidAction } from "../../../src/sandbox/invalid-action.js";
import { type AcmeOptions, acme, approve, connect, eventsAt, plain, refusal, section } from "./acme.js";

const minute = 60_000;
const modal = { type: "modal", title: plain("Ask"), blocks: [section("Hello")] };

async function ready(options: AcmeOptions = {}) {
  const there = await acme(options);
  const app = await connect(there.slack);
  const alice = there.slack.as("UALICE");
  const publish = (...blocks: Record<string, unknown>[]) =>
    there.web.apiCall("views.publish", { user_id: "UALICE", view: { type: "home", blocks } });
  const home = () => {
    const view = alice.home();
    if (view === undefined) throw new Error("no Home");
    return view;
  };
  return { ...there, app, alice, publish, home };
}

describe("a person who opens the app's home", () => {
  test("is told to the app, with the conversation, the tab and, once there is one, the published view", async () => {
    const { slack, app, alice, publish } = await ready();
    expect(await alice.opensHome()).toMatchObject({ kind: "acknowledged" });
    const opened = {
      type: "app_home_opened",
      user: "UALICE",
      channel: slack.dmBetween("UALICE", slack.bot.userId),
      tab: "home",
      event_ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
    };
    expect(app.received).toEqual([
      expect.objectContaining({
        type: "events_api",
        accepts_response_payload: false,
        body: {
          token: expect.any(String),
          team_id: "T0ACME",
          api_app_id: slack.bot.appId,
          type: "event_callback",
          event_id: expect.stringMatching(/^Ev/),
          event_time: expect.any(Number),
          event_context: expect.any(String),
          is_ext_shared_channel: false,
          authorizations: [expect.objectContaining({ team_id: "T0ACME", user_id: slack.bot.userId, is_bot: true })],
          event: opened,
        },
      }),
    ]);
    await publish(section("Hello"));
    await alice.opensHome();
    const view = { type: "home", hash: alice.home()?.hash, blocks: [{ text: { text: "Hello" } }] };
    expect(app.received.at(-1)?.body).toMatchObject({ event: { ...opened, view } });
    await alice.opensHome("messages");
    expect(app.received.at(-1)?.body).toMatchObject({ event: { tab: "messages" } });
  });

  test("is told to no app that did not subscribe, and cannot open a tab that is off", async () => {
    const { app, alice } = await ready({ events: [], homeTab: false });
    expect(await alice.opensHome("messages")).toMatchObject({ kind: "not_subscribed" });
    expect(app.received).toEqual([]);
    await expect(alice.opensHome()).rejects.toThrow(InvalidAction);
  });
});

describe("an event that the app does not acknowledge", () => {
  test("is sent again at once, after a minute and after five, and then no more", async () => {
    const { slack, clock, app, alice } = await ready();
    app.answer = () => {};
    const outcome = alice.opensHome();
    for (const [index, waitMs] of [0, minute, 5 * minute].entries()) {
      await slack.until(`it was sent ${index + 1} times`, () => app.received.length === index + 1);
      clock.advance(3_000);
      if (waitMs === 0) continue;
      await slack.until("it is due again", () => clock.expects(waitMs, 3_000));
      clock.advance(waitMs);
    }
    await slack.until("it was sent four times", () => app.received.length === 4);
    clock.advance(3_000);
    await slack.until("it is not due any more", () => !clock.expects(Number.POSITIVE_INFINITY));
    expect(await outcome).toMatchObject({ kind: "unanswered" });
    const events = app.received.map(({ body, retry_num, retry_reason }) => [body.event_id, retry_num, retry_reason]);
    const id = app.received[0]?.body.event_id;
    expect(events).toEqual([
      [id, 0, ""],
      [id, 1, "timeout"],
      [id, 2, "timeout"],
      [id, 3, "timeout"],
    ]);
  });

  test("is delivered by a retry when no connection was open", async () => {
    const { slack, clock } = await acme();
    expect(await slack.as("UALICE").opensHome()).toMatchObject({ kind: "unanswered" });
    const app = await connect(slack);
    clock.advance(minute);
    await slack.until("it came", () => app.received[0]);
    clock.advance(10 * minute);
    expect(app.received).toHaveLength(1);
  });

  test("comes over HTTP as signed JSON, and says in its headers that it came before", async () => {
    const { slack } = await acme();
    const got: { headers: IncomingHttpHeaders; body: unknown }[] = [];
    const server = createServer(async (request, response) => {
      got.push({ headers: request.headers, body: JSON.parse(await text(request)) });
      response.writeHead(got.length === 1 ? 500 : 200).end();
    });
    slack.deliverTo(await eventsAt(server));
    await slack.as("UALICE").opensHome();
    await slack.until("it came twice", () => got.length === 2);
    const common = { "content-type": "application/json", "x-slack-signature": expect.stringMatching(/^v0=/) };
    expect(got[0]?.headers).toMatchObject(common);
    expect(got[0]?.headers).not.toHaveProperty("x-slack-retry-num");
    expect(got[1]?.headers).toMatchObject({
      ...common,
      "x-slack-retry-num": "1",
      "x-slack-retry-reason": "http_error",
    });
    expect(got[1]?.body).toEqual(got[0]?.body);
    expect(got[0]?.body).toMatchObject({ event: { type: "app_home_opened" } });
  });
});

test("a button in the Home sends the view and no conversation, and its trigger opens a form but pushes none", async () => {
  const { web, alice, app, publish, home } = await ready();
  await publish(section("Hello"), approve);
  await alice.clicks(home(), "Approve");
  const { body } = app.received.at(-1) ?? { body: {} };
  expect(body).toMatchObject({
    type: "block_actions",
    container: { type: "view", view_id: home().viewId },
    view: { type: "home", hash: home().hash },
    actions: [{ action_id: "approve", value: "r1" }],
  });
  for (const absent of ["response_url", "channel", "message"]) expect(body).not.toHaveProperty(absent);
  const push = web.apiCall("views.push", { trigger_id: app.last().trigger_id, view: modal });
  expect(await refusal(push)).toMatchObject({ error: "not_found" });
  await alice.clicks(home(), "Approve");
  await web.apiCall("views.open", { trigger_id: app.last().trigger_id, view: modal });
  expect(alice.modal()).toMatchObject({ title: "Ask" });
});

test("a choice in the Home sends what was chosen, and stays when the Home is published again", async () => {
  const { alice, app, publish, home } = await ready();
  const options = ["mine", "all"].map((value) => ({ text: plain(value), value }));
  const which = { type: "static_select", action_id: "which", options };
  await publish({ type: "actions", block_id: "filter", elements: [which] });
  await alice.chooses(home(), { actionId: "which" }, "all");
  const values = { filter: { which: { selected_option: { value: "all" } } } };
  expect(app.received.at(-1)?.body).toMatchObject({
    actions: [{ action_id: "which", selected_option: { value: "all" } }],
    view: { state: { values } },
  });
  await publish({ type: "actions", block_id: "filter", elements: [which] }, approve);
  await alice.clicks(home(), "Approve");
  expect(app.received.at(-1)?.body).toMatchObject({ view: { state: { values } } });
});

test("more than a hundred blocks are refused in the Home, and so is the 101st publication in a minute", async () => {
  const { slack, web } = await ready();
  slack.settings.rateLimits = true;
  const blocks = Array.from({ length: 100 }, () => ({ type: "divider" }));
  const publish = (more: object[] = []) =>
    web.apiCall("views.publish", { user_id: "UALICE", view: { type: "home", blocks: [...blocks, ...more] } });
  expect(await refusal(publish([{ type: "divider" }]))).toMatchObject({ error: "invalid_arguments" });
  for (let count = 1; count < 100; count += 1) await publish();
  await expect(publish()).rejects.toMatchObject({ retryAfter: expect.any(Number) });
});

const shortcutBody = z.object({ trigger_id: z.string() });

describe("a global shortcut", () => {
  test("comes from no conversation, and its trigger opens a form", async () => {
    const { slack, web, app, alice } = await ready();
    expect(await alice.runsShortcut("request_access")).toMatchObject({ kind: "acknowledged" });
    expect(app.received.at(-1)).toMatchObject({ type: "interactive", accepts_response_payload: false });
    expect(app.received.at(-1)?.body).toEqual({
      type: "shortcut",
      team: { id: "T0ACME", domain: "acme" },
      user: { id: "UALICE", username: "alice", team_id: "T0ACME" },
      api_app_id: slack.bot.appId,
      token: expect.any(String),
      enterprise: null,
      is_enterprise_install: false,
      callback_id: "request_access",
      trigger_id: expect.any(String),
      action_ts: expect.any(String),
    });
    const { trigger_id } = shortcutBody.parse(app.received.at(-1)?.body);
    await web.apiCall("views.open", { trigger_id, view: modal });
    expect(alice.modal()).toMatchObject({ title: "Ask" });
  });

  test("is refused where the manifest has none of that name, and without the scope commands", async () => {
    const { alice } = await ready({ scopes: ["chat:write"] });
    await expect(alice.runsShortcut("request_access")).rejects.toThrow(InvalidAction);
    const { alice: other } = await ready();
    await expect(other.runsShortcut("another")).rejects.toThrow(InvalidAction);
  });

  test("that the app does not acknowledge in three seconds has failed", async () => {
    const { slack, clock, app, alice } = await ready();
    app.answer = () => {};
    const outcome = alice.runsShortcut("request_access");
    await slack.until("the app has it", () => app.received[0]);
    clock.advance(3_000);
    expect(await outcome).toMatchObject({ kind: "failed" });
    expect(alice.notices()).toEqual([expect.stringContaining("Request access")]);
  });
});
