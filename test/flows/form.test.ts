// The request form: opened for what the command left out, checked, and answered.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

function form(stage: Stage, pattern = /./) {
  return stage.slack.until(`alice sees a form like ${pattern}`, () => {
    const view = stage.alice.modal();
    return view !== undefined && pattern.test(stage.alice.reads(view)) ? view : undefined;
  });
}

test("alice types the command alone, fills in the form and it becomes a request", async () => {
  const stage = await raise();
  await stage.alice.types(ids.general, "/impersonate");
  const outcome = await stage.alice.submits(await form(stage), {
    who: "bob@customer.example",
    reason: "ticket 4821",
    duration: "1 hour",
  });
  expect(outcome).toMatchObject({ kind: "acknowledged" });
  await form(stage, /Asked #impersonation-approvals to let you sign in/);
  await stage.card(/Bob Brown .* for 1 hour/);
});

test("a user without a reason opens the form with the user filled in", async () => {
  const stage = await raise();
  await stage.alice.types(ids.general, "/impersonate @bob for 45m");
  const view = await form(stage);
  await stage.alice.submits(view, { reason: "ticket 4821" });
  await stage.card(/Bob Brown .* for 45 minutes/);
});

test("a mention without a reason opens the form with that person chosen", async () => {
  const stage = await raise();
  await stage.alice.types(ids.general, "/impersonate @dave");
  await stage.alice.submits(await form(stage), { reason: "to see what dave sees" });
  await stage.card(/Dave Dunn \(dave@acme\.example, user_2dave\)/);
});

test("what can be judged at once stands beside its field, and nothing typed is lost", async () => {
  const stage = await raise();
  await stage.alice.types(ids.general, "/impersonate");
  const outcome = await stage.alice.submits(await form(stage), { who: "nobody in particular", reason: " " });
  expect(outcome).toMatchObject({
    kind: "errors",
    errors: {
      who: expect.stringMatching(/Name one user\. An email, a Clerk user id/),
      reason: expect.stringMatching(/give a reason/),
    },
  });
  await stage.alice.submits(await form(stage), { who: "@bob", reason: "ticket 4821" });
  await stage.card(/Bob Brown/);
});

test("what only Clerk can tell comes back in the form, with what was typed", async () => {
  const stage = await raise();
  await stage.alice.types(ids.general, "/impersonate");
  await stage.alice.submits(await form(stage), { who: "nobody@customer.example", reason: "ticket 4821" });
  const again = await form(stage, /No verified Clerk user has nobody@customer\.example/);
  expect(stage.alice.reads(again)).toMatch(/nobody@customer\.example.*ticket 4821/s);
  await stage.alice.submits(again, { who: "@bob" });
  await stage.card(/Bob Brown/);
});

test("alice closed the form meanwhile and gets the answer as a direct message", async () => {
  const stage = await raise();
  await stage.alice.types(ids.general, "/impersonate");
  const view = await form(stage);
  stage.slack.fail({ method: "views.update", how: { kind: "error", error: "not_found" } });
  await stage.alice.submits(view, { who: "nobody@customer.example", reason: "ticket 4821" });
  await stage.toldDirectly(ids.alice, /No verified Clerk user has nobody@customer\.example/);
});

test("a guest who fills in the form is refused before Clerk is asked anything", async () => {
  const stage = await raise();
  const gus = stage.slack.as(ids.gus);
  await gus.types(ids.general, "/impersonate");
  const view = await stage.slack.until("gus sees the form", () => gus.modal());
  const before = stage.clerk.calls.length;
  await gus.submits(view, { who: "@bob", reason: "curious" });
  await stage.slack.until("gus reads why not", () => {
    const now = gus.modal();
    return now !== undefined && /Guests can't use Understudy/.test(gus.reads(now)) ? now : undefined;
  });
  expect(stage.clerk.calls.length).toBe(before);
});

test("a form that Slack will not open is said to have failed", async () => {
  const stage = await raise();
  stage.slack.fail({ method: "views.open", how: { kind: "error", error: "expired_trigger_id" } });
  await stage.alice.types(ids.general, "/impersonate");
  await stage.told(ids.alice, ids.general, /did not open the form/);
});

test.each(["help", "HELP", "?"])("/impersonate %s explains itself to anybody", async (word) => {
  const stage = await raise();
  await stage.eve.types(ids.general, `/impersonate ${word}`);
  await stage.told(ids.eve, ids.general, /\/impersonate @user reason.*30 minutes unless you say, 2 hours at the most/s);
});
