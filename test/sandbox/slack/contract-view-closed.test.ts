// Closing a form by hand: what closes, and what the app receives if it asked for it.
import { expect, test } from "vitest";
import { z } from "zod";
import { acme, connect, plain } from "./acme.js";

const more = { type: "actions", elements: [{ type: "button", action_id: "more", text: plain("More") }] };
const modal = (over: Record<string, unknown>) => ({
  type: "modal",
  title: plain("Ask"),
  notify_on_close: true,
  blocks: [more],
  ...over,
});
const shown = z.object({ view: z.object({ id: z.string() }) });

/** Two open forms of alice, one on top of the other. */
async function stacked({ root = {}, top = {} }: { root?: Record<string, unknown>; top?: Record<string, unknown> }) {
  const { slack, web } = await acme();
  const app = await connect(slack);
  const alice = slack.as("UALICE");
  await alice.types("CGENERAL", "/impersonate");
  const opened = await web.apiCall("views.open", { trigger_id: app.last().trigger_id, view: modal(root) });
  const first = alice.modal();
  if (first === undefined) throw new Error("no form");
  await alice.clicks(first, "More");
  const pushed = await web.apiCall("views.push", { trigger_id: app.last().trigger_id, view: modal(top) });
  const second = alice.modal();
  if (second === undefined) throw new Error("no second form");
  const ids = { root: shown.parse(opened).view.id, top: shown.parse(pushed).view.id };
  const closedPayloads = () => app.received.flatMap(({ body }) => (body.type === "view_closed" ? [body] : []));
  return { alice, second, ids, closedPayloads };
}

test("Cancel closes the topmost form, and reports it", async () => {
  const { alice, second, ids, closedPayloads } = await stacked({});
  await alice.closes(second);
  expect(alice.modals().map(({ viewId }) => viewId)).toEqual([ids.root]);
  expect(closedPayloads()).toMatchObject([{ view: { id: ids.top, previous_view_id: ids.root }, is_cleared: false }]);
  expect(closedPayloads()[0]).not.toHaveProperty("trigger_id");
});

test("the X closes all of them, and reports the lowest", async () => {
  const { alice, second, ids, closedPayloads } = await stacked({});
  await alice.closes(second, { all: true });
  expect(alice.modals()).toEqual([]);
  expect(closedPayloads()).toMatchObject([{ view: { id: ids.root }, is_cleared: true }]);
});

test.each([
  ["Cancel on a form that did not ask", { top: { notify_on_close: false } }, false],
  ["the X over a lowest form that did not ask", { root: { notify_on_close: false } }, true],
])("%s tells nothing", async (_what, views, all) => {
  const { alice, second, closedPayloads } = await stacked(views);
  await alice.closes(second, { all });
  expect(closedPayloads()).toEqual([]);
});

test("Cancel on a form with clear_on_close closes all of them", async () => {
  const { alice, second } = await stacked({ top: { clear_on_close: true } });
  await alice.closes(second);
  expect(alice.modals()).toEqual([]);
});
