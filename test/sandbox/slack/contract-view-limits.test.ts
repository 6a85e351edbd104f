// A view's limits, each accepted at its last value and refused beyond it, by every method that takes a view.
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { acme, connect, plain, refusal, section } from "./acme.js";

const x = (length: number) => "x".repeat(length);
const modal = (over: Record<string, unknown> = {}) => ({
  type: "modal",
  title: plain("Ask"),
  blocks: [section("Hello")],
  ...over,
});
const shown = z.object({ view: z.object({ id: z.string(), hash: z.string() }) });

async function ready() {
  const there = await acme();
  const app = await connect(there.slack);
  const alice = there.slack.as("UALICE");
  const open = async (view: Record<string, unknown>) => {
    await alice.types("CGENERAL", "/impersonate");
    return there.web.apiCall("views.open", { trigger_id: app.last().trigger_id, view });
  };
  const home = (view: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    there.web.apiCall("views.publish", { user_id: "UALICE", view: { type: "home", ...view }, ...more });
  return { ...there, app, alice, open, home };
}

describe("a view is accepted up to a limit and refused beyond it:", () => {
  test.each<[string, (n: number) => Record<string, unknown>, number, string]>([
    ["characters of its title", (n) => ({ title: plain(x(n)) }), 24, "/view/title/text"],
    ["characters of its submit", (n) => ({ submit: plain(x(n)) }), 24, "/view/submit/text"],
    ["characters of its close", (n) => ({ close: plain(x(n)) }), 24, "/view/close/text"],
    ["characters of its private_metadata", (n) => ({ private_metadata: x(n) }), 3_000, "/view/private_metadata"],
    ["characters of its callback_id", (n) => ({ callback_id: x(n) }), 255, "/view/callback_id"],
    ["characters of its external_id", (n) => ({ external_id: x(n) }), 255, "/view/external_id"],
    ["blocks", (n) => ({ blocks: Array.from({ length: n }, () => ({ type: "divider" })) }), 100, "/view/blocks"],
    ["characters of a text in it", (n) => ({ blocks: [section(x(n))] }), 3_000, "/view/blocks/0/text/text"],
  ])("%s", async (_what, over, limit, pointer) => {
    const { open } = await ready();
    expect(await refusal(open(modal(over(limit))))).toEqual({ error: "accepted", messages: [] });
    const { error, messages } = await refusal(open(modal(over(limit + 1))));
    expect(error).toBe("invalid_arguments");
    expect(messages).toEqual([expect.stringMatching(/^\[ERROR\] /)]);
    expect(messages[0]).toContain(`[json-pointer:${pointer}]`);
  });
});

test("a form with a field and a submit is accepted", async () => {
  const { open, alice } = await ready();
  const field = { type: "input", label: plain("Reason"), element: { type: "plain_text_input", action_id: "text" } };
  await open(modal({ submit: plain("Send"), blocks: [field] }));
  expect(alice.modal()).toMatchObject({ submit: "Send" });
});

describe("a change of an open view is refused", () => {
  test.each([
    ["of a view that is not there", { view_id: "VNONE" }, {}, "not_found"],
    ["of an external_id that no view has", { external_id: "none" }, {}, "not_found"],
    ["that names no view", {}, {}, "invalid_arguments"],
    ["with a limit exceeded", { view_id: "first" }, { title: plain(x(25)) }, "invalid_arguments"],
    ["into a home tab", { view_id: "first" }, { type: "home", title: undefined }, "invalid_arguments"],
    ["over 250 kB", { view_id: "first" }, { blocks: Array(90).fill(section(x(2_900))) }, "view_too_large"],
    ["to another's external_id", { view_id: "first" }, { external_id: "second" }, "duplicate_external_id"],
  ])("%s", async (_what, named, over, error) => {
    const { open, web, alice } = await ready();
    const { view: first } = shown.parse(await open(modal({ external_id: "first" })));
    await open(modal({ external_id: "second" }));
    const meant = "view_id" in named && named.view_id === "first" ? { view_id: first.id } : named;
    expect(await refusal(web.apiCall("views.update", { ...meant, view: modal(over) }))).toMatchObject({ error });
    expect(alice.modals()[0]).toMatchObject({ title: "Ask", hash: first.hash });
  });
});

test("an open view is changed by its external_id, and keeps it", async () => {
  const { open, web, alice } = await ready();
  await open(modal({ external_id: "one" }));
  for (const title of ["Once", "Twice"]) {
    await web.apiCall("views.update", {
      external_id: "one",
      view: modal({ external_id: "one", title: plain(title) }),
    });
  }
  expect(alice.modals()).toMatchObject([{ title: "Twice" }]);
});

describe("a home tab", () => {
  test("is published, and changed with the hash of its last version only", async () => {
    const { home, alice } = await ready();
    const { view } = shown.parse(await home({ blocks: [section("one")] }));
    await home({ blocks: [section("two")] }, { hash: view.hash });
    expect(await refusal(home({ blocks: [section("three")] }, { hash: view.hash }))).toMatchObject({
      error: "hash_conflict",
    });
    expect(alice.home()?.blocks).toMatchObject([{ text: { text: "two" } }]);
  });

  test.each([
    ["to nobody in the workspace", {}, { user_id: "UNOBODY" }, "invalid_arguments"],
    ["with a title", { title: plain("Home") }, {}, "invalid_arguments"],
    ["with a faulty block", { blocks: [section("")] }, {}, "invalid_arguments"],
    ["over 250 kB", { blocks: Array(90).fill(section(x(2_900))) }, {}, "view_too_large"],
  ])("is not published %s", async (_what, over, more, error) => {
    const { home, alice } = await ready();
    expect(await refusal(home({ blocks: [section("one")], ...over }, more))).toMatchObject({ error });
    expect(alice.home()).toBeUndefined();
  });
});
