// A trigger opens or pushes one view, within three seconds of the press.
import { describe, expect, test } from "vitest";
import { acme, approve, connect, plain, refusal } from "./acme.js";

const more = { type: "actions", elements: [{ type: "button", action_id: "more", text: plain("More") }] };
const modal = { type: "modal", title: plain("Ask"), blocks: [more] };

/** A trigger from a command, a click on a card, or a click in a form, and the method that uses it. */
async function ready(source: "command" | "card" | "form") {
  const there = await acme();
  const app = await connect(there.slack);
  const alice = there.slack.as("UALICE");
  const redeem = (method: string, trigger = app.last().trigger_id) =>
    refusal(there.web.apiCall(method, { trigger_id: trigger, view: modal }));
  if (source === "card") {
    await there.web.chat.postMessage({ channel: "COPEN", text: "card", blocks: [approve] });
    const [card] = alice.messages("COPEN");
    if (card !== undefined) await alice.clicks(card, "Approve");
  } else {
    await alice.types("CGENERAL", "/impersonate");
  }
  if (source === "form") {
    await redeem("views.open");
    const form = alice.modal();
    if (form !== undefined) await alice.clicks(form, "More");
  }
  return { ...there, alice, redeem };
}

const sources = [
  ["command", "views.open"],
  ["card", "views.open"],
  ["form", "views.push"],
  ["form", "views.open"],
] as const;

describe.each(sources)("a trigger that came with a %s, given to %s", (source, method) => {
  test("works once", async () => {
    const { redeem, alice } = await ready(source);
    const before = alice.modals().length;
    expect(await redeem(method)).toMatchObject({ error: "accepted" });
    expect(await redeem(method)).toMatchObject({ error: "exchanged_trigger_id" });
    expect(alice.modals()).toHaveLength(before + 1);
  });

  test.each([
    [2_000, "accepted"],
    [3_001, "expired_trigger_id"],
  ])("after %d ms is %s", async (ms, error) => {
    const { redeem, clock } = await ready(source);
    clock.advance(ms);
    expect(await redeem(method)).toMatchObject({ error });
  });
});

test.each(["views.open", "views.push"])("%s refuses an unknown trigger, and a missing one", async (method) => {
  const { redeem, web } = await ready("form");
  expect(await redeem(method, "1.2.abc")).toMatchObject({ error: "invalid_trigger_id" });
  expect(await refusal(web.apiCall(method, { view: modal }))).toMatchObject({ error: "invalid_arguments" });
});

test.each(["command", "card"] as const)("a trigger that came with a %s has no form to push onto", async (source) => {
  const { redeem } = await ready(source);
  expect(await redeem("views.push")).toMatchObject({ error: "not_found" });
});

test("a form that was closed in the meantime cannot be pushed onto", async () => {
  const { redeem, alice } = await ready("form");
  const form = alice.modal();
  if (form === undefined) throw new Error("no form");
  await alice.closes(form);
  expect(await redeem("views.push")).toMatchObject({ error: "not_found" });
});
