// Views: what Slack refuses to open, push, update and publish.
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Acme, acme, connect, plain, refusal, section } from "./acme.js";

const modal = (over: Record<string, unknown> = {}) => ({
  type: "modal",
  callback_id: "ask",
  title: plain("Ask"),
  blocks: [section("Hello")],
  ...over,
});
const shown = z.object({ view: z.object({ id: z.string(), hash: z.string(), root_view_id: z.string() }) });

const value = z.object({ value: z.string().nullable() });
const submitted = z.object({
  view: z.object({ state: z.object({ values: z.record(z.string(), z.record(z.string(), value)) }) }),
});

/** Types the command as alice, and returns its trigger. */
async function trigger({ slack }: Acme, app: Awaited<ReturnType<typeof connect>>): Promise<string> {
  await slack.as("UALICE").types("CGENERAL", "/impersonate");
  return app.last().trigger_id;
}

async function ready() {
  const there = await acme();
  const app = await connect(there.slack);
  const open = async (view: Record<string, unknown> = modal()) =>
    shown.parse(await there.web.apiCall("views.open", { trigger_id: await trigger(there, app), view })).view;
  return { ...there, app, open, trigger: () => trigger(there, app) };
}

describe("a modal is refused", () => {
  const input = { type: "input", label: plain("Reason"), element: { type: "plain_text_input", action_id: "text" } };
  test.each([
    ["with a field and no submit", modal({ blocks: [input] })],
    ["with a title in mrkdwn", modal({ title: { type: "mrkdwn", text: "Ask" } })],
    ["without a title", modal({ title: undefined })],
    ["of no known type", modal({ type: "popup" })],
  ])("%s", async (_what, view) => {
    const { web, trigger } = await ready();
    const { error, messages } = await refusal(web.apiCall("views.open", { trigger_id: await trigger(), view }));
    expect(error).toBe("invalid_arguments");
    expect(messages.join()).toMatch(/\[ERROR\]/);
  });

  test("over 250 kB", async () => {
    const { web, trigger } = await ready();
    const view = modal({ blocks: Array.from({ length: 90 }, () => section("x".repeat(2_900))) });
    expect(await refusal(web.apiCall("views.open", { trigger_id: await trigger(), view }))).toMatchObject({
      error: "view_too_large",
    });
  });

  test("under an external_id that is taken", async () => {
    const { web, open, trigger } = await ready();
    await open(modal({ external_id: "one" }));
    const again = web.apiCall("views.open", { trigger_id: await trigger(), view: modal({ external_id: "one" }) });
    expect(await refusal(again)).toMatchObject({ error: "duplicate_external_id" });
  });
});

describe("an open view", () => {
  test("is changed by its id, and gets another hash", async () => {
    const { web, slack, open } = await ready();
    const first = await open();
    const { view } = shown.parse(
      await web.apiCall("views.update", {
        view_id: first.id,
        hash: first.hash,
        view: modal({ blocks: [section("Bye")] }),
      }),
    );
    expect(view.hash).not.toBe(first.hash);
    expect(slack.as("UALICE").modal()?.blocks).toMatchObject([{ text: { text: "Bye" } }]);
  });

  test("is not changed with an older hash", async () => {
    const { web, open } = await ready();
    const { id, hash } = await open();
    await web.apiCall("views.update", { view_id: id, view: modal() });
    expect(await refusal(web.apiCall("views.update", { view_id: id, hash, view: modal() }))).toMatchObject({
      error: "hash_conflict",
    });
  });

  test("keeps what a field holds when the app changes it, whatever its new initial value, and forgets removed fields", async () => {
    const { web, slack, app, open } = await ready();
    const alice = slack.as("UALICE");
    const field = (name: string, initial_value?: string) => ({
      type: "input",
      block_id: name,
      optional: true,
      label: plain(name),
      element: { type: "plain_text_input", action_id: "text", initial_value },
    });
    const form = (...blocks: object[]) => modal({ submit: plain("Send"), blocks });
    const { id } = await open(form(field("reason"), field("ticket"), field("note", "old")));
    const update = (...blocks: object[]) => web.apiCall("views.update", { view_id: id, view: form(...blocks) });
    const sent = async (values: Record<string, string>) => {
      const view = alice.modal();
      if (view === undefined) throw new Error("no form");
      app.answer = ({ ack, body }) =>
        ack(body.type === "view_submission" ? { response_action: "errors", errors: { reason: "no" } } : undefined);
      await alice.submits(view, values);
      return submitted.parse(app.received.at(-1)?.body).view.state.values;
    };
    await sent({ reason: "typed", ticket: "typed" });
    await update(field("reason", "from the app"), field("note", "new"), field("extra", "from the app"));
    expect(await sent({})).toMatchObject({
      reason: { text: { value: "typed" } },
      note: { text: { value: "old" } },
      extra: { text: { value: "from the app" } },
    });
    await update(field("reason"), field("ticket"));
    expect(await sent({})).toMatchObject({ reason: { text: { value: "typed" } }, ticket: { text: { value: null } } });
  });

  test("that the person closed is not found", async () => {
    const { web, slack, open } = await ready();
    const { id } = await open();
    const alice = slack.as("UALICE");
    const form = alice.modal();
    if (form === undefined) throw new Error("no form");
    await alice.closes(form);
    expect(await refusal(web.apiCall("views.update", { view_id: id, view: modal() }))).toMatchObject({
      error: "not_found",
    });
  });

  test("takes two more on top of it, but no third", async () => {
    const { web, slack, app, open } = await ready();
    const alice = slack.as("UALICE");
    const more = { type: "actions", elements: [{ type: "button", action_id: "more", text: plain("More") }] };
    const { id } = await open(modal({ blocks: [more] }));
    const push = async () => {
      const top = alice.modal();
      if (top === undefined) throw new Error("no form");
      await alice.clicks(top, "More");
      return web.apiCall("views.push", { trigger_id: app.last().trigger_id, view: modal({ blocks: [more] }) });
    };
    expect(shown.parse(await push()).view.root_view_id).toBe(id);
    await push();
    expect(await refusal(push())).toMatchObject({ error: "push_limit_reached" });
    expect(alice.modals()).toHaveLength(3);
  });
});

test("a home tab is not published where the manifest has none", async () => {
  const { web } = await acme({ homeTab: false });
  const view = { type: "home", blocks: [section("Home")] };
  expect(await refusal(web.apiCall("views.publish", { user_id: "UALICE", view }))).toMatchObject({
    error: "not_enabled",
  });
});
