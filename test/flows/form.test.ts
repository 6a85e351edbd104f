// The request form: opened for what the command left out, filled in with help, checked, and answered.
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

/** alice types the command alone and sees the form. */
async function opened(stage: Stage, command = "/impersonate") {
  await stage.alice.types(ids.general, command);
  return form(stage);
}

/** What alice's client offers her for so much typed. */
async function offers(stage: Stage, typed: string, view = stage.alice.modal()) {
  if (view === undefined) throw new Error("there is no form");
  const { kind, options } = await stage.alice.searches(view, "User", typed);
  expect(kind).toBe("options");
  return options;
}

const texts = (options: readonly { text: { text: string } }[]) => options.map(({ text }) => text.text);

test("alice finds bob by his name as she types, and the form closes once her card is posted", async () => {
  const stage = await raise();
  const view = await opened(stage);
  const [bob, ...others] = await offers(stage, "bro");
  expect(others).toEqual([]);
  expect(bob).toMatchObject({ text: { text: "Bob Brown (bob@customer.example)" }, value: "clerk:user_2bob" });
  const values = { who: bob ?? null, reason: "ticket 4821", duration: "1 hour" };
  expect(await stage.alice.submits(view, values)).toMatchObject({ kind: "acknowledged", form: "closed" });
  await stage.card(/Bob Brown for 1 hour/);
  await stage.directMessage(/ticket 4821/);
});

test("a user is found by address and by id, and nobody by a single letter", async () => {
  const stage = await raise();
  await opened(stage);
  for (const typed of ["bob@cust", "2bob", "Brown Bob"]) {
    expect(texts(await offers(stage, typed)), typed).toEqual(["Bob Brown (bob@customer.example)"]);
  }
  expect(await offers(stage, "")).toEqual([]);
  expect(await offers(stage, "b")).toEqual([]);
});

test("whom alice asked for lately comes first, also before she types", async () => {
  const stage = await raise();
  stage.clerk.addUser({ id: "user_2bert", firstName: "Bert", lastName: "Brown", email: "bert@customer.example" });
  await stage.ask();
  await opened(stage);
  expect(texts(await offers(stage, ""))).toEqual(["Bob Brown (bob@customer.example)"]);
  expect(texts(await offers(stage, "b"))).toEqual(["Bob Brown (bob@customer.example)"]);
  expect(texts(await offers(stage, "brown"))).toEqual([
    "Bob Brown (bob@customer.example)",
    "Bert Brown (bert@customer.example)",
  ]);
});

test("neither oneself nor a protected user is offered", async () => {
  const stage = await raise({ settings: { PROTECTED_SUBJECTS: "@customer.example" } });
  await opened(stage);
  expect(await offers(stage, "brown")).toEqual([]);
  expect(await offers(stage, "alice")).toEqual([]);
});

test("who may not ask is told so at once, and learns nobody's name", async () => {
  const stage = await raise();
  const gus = stage.slack.as(ids.gus);
  await gus.types(ids.general, "/impersonate");
  await stage.told(ids.gus, ids.general, /Guests can't use Understudy/);
  expect(gus.modal()).toBeUndefined();
  // A form that was opened while he was a member.
  const view = await opened(stage);
  stage.slack.updatePerson(ids.alice, { isRestricted: true });
  stage.clock.advance(61_000);
  const before = stage.clerk.calls.length;
  expect(await offers(stage, "brown", view)).toEqual([]);
  expect(stage.clerk.calls.length).toBe(before);
});

test("what is typed in full is offered itself, as it was typed", async () => {
  const stage = await raise();
  const view = await opened(stage);
  stage.clerk.fail({ operation: "users.list", when: "before", times: 9, how: { kind: "status", status: 503 } });
  for (const [typed, value] of [
    ["bob@customer.example", "email:bob@customer.example"],
    ["user_2bob", "clerk:user_2bob"],
    ["@bob", "username:bob"],
    ["https://dashboard.clerk.com/apps/app_2x/instances/ins_2y/users/user_2bob", "clerk:user_2bob"],
  ] as const) {
    const options = await offers(stage, typed, view);
    expect(options.map((option) => option.value)).toEqual([value]);
  }
});

test("a name full of markup is offered as the text that it is", async () => {
  const stage = await raise();
  const name = "*bold* <!here> :boom: ";
  stage.clerk.addUser({ id: "user_2odd", firstName: name, lastName: "x".repeat(200), email: "odd@customer.example" });
  await opened(stage);
  const [option] = await offers(stage, "odd@");
  expect(option?.text).toMatchObject({ type: "plain_text", emoji: false });
  expect(option?.text.text).toMatch(/^\*bold\* <!here> :boom: x+… \(odd@customer\.example\)$/);
});

test("while Clerk is slow the menu stays empty in time", async () => {
  const stage = await raise();
  const view = await opened(stage);
  stage.clerk.fail({ operation: "users.list", when: "before", how: { kind: "hang" } });
  const searching = stage.alice.searches(view, "User", "brown");
  await stage.pass(2);
  expect(await searching).toMatchObject({ kind: "options", options: [] });
});

test("the shortcut opens the form, from wherever one is", async () => {
  const stage = await raise();
  await stage.alice.runsShortcut("request_access");
  await stage.alice.submits(await form(stage), { who: "@bob", reason: "ticket 4821" });
  await stage.card(/Bob Brown/);
});

test("a user without a reason opens the form with the user filled in", async () => {
  const stage = await raise();
  const view = await opened(stage, "/impersonate @bob for 45m");
  await stage.alice.submits(view, { reason: "ticket 4821" });
  await stage.card(/Bob Brown for 45 minutes/);
});

test("a mention without a reason opens the form with that person chosen", async () => {
  const stage = await raise();
  const view = await opened(stage, "/impersonate @dave");
  expect(stage.alice.reads(view)).toContain("(@dave ▾)");
  await stage.alice.submits(view, { reason: "to see what dave sees" });
  await stage.card(/Dave Dunn for 30 minutes/);
});

test("what can be judged at once stands beside its field, and nothing typed is lost", async () => {
  const stage = await raise();
  const view = await opened(stage);
  const forged = { text: { type: "plain_text", text: "nobody", emoji: false }, value: "nobody" } as const;
  expect(await stage.alice.submits(view, { who: forged, reason: " " })).toMatchObject({
    kind: "errors",
    errors: { who: expect.stringMatching(/Choose a user/), reason: expect.stringMatching(/Give a reason/) },
  });
  await stage.alice.submits(await form(stage), { who: "@bob", reason: "ticket 4821" });
  await stage.card(/Bob Brown/);
});

test("what only Clerk can tell stands beside its field as well, and the same form is sent again", async () => {
  const stage = await raise();
  const view = await opened(stage);
  const outcome = await stage.alice.submits(view, { who: "nobody@customer.example", reason: "ticket 4821" });
  expect(outcome).toMatchObject({
    kind: "errors",
    errors: { who: expect.stringMatching(/nobody@customer\.example as a verified address/) },
  });
  expect(await stage.alice.submits(view, { who: "@bob" })).toMatchObject({ kind: "acknowledged", form: "closed" });
  await stage.card(/Bob Brown/);
});

test("after a failure of Clerk's the form says so and is filled in: sent once more, it asks", async () => {
  const stage = await raise();
  const view = await opened(stage);
  stage.clerk.fail({ operation: "users.list", when: "before", times: 2, how: { kind: "status", status: 503 } });
  const values = { who: "@bob", reason: "ticket 4821" };
  expect(await stage.alice.submits(view, values)).toMatchObject({ kind: "acknowledged", form: "updated" });
  const again = await form(stage, /server error.*@bob.*ticket 4821/s);
  expect(await stage.alice.submits(again)).toMatchObject({ kind: "acknowledged", form: "closed" });
  await stage.card(/Bob Brown/);
});

test("where the look-ups take longer than Slack waits, the form comes back with the problem at its field", async () => {
  const stage = await raise();
  const view = await opened(stage);
  stage.clerk.fail({ operation: "users.list", when: "before", times: 2, how: { kind: "delay", ms: 2_100 } });
  const submitting = stage.alice.submits(view, { who: "@nobody", reason: "ticket 4821" });
  await stage.pass(2);
  expect(await submitting).toMatchObject({ kind: "acknowledged", form: "updated" });
  await form(stage, /Checking/);
  const again = await form(stage, /@nobody.*No Clerk user has the username “@nobody”.*ticket 4821/s);
  await stage.alice.submits(again, { who: "@bob" });
  await stage.card(/Bob Brown/);
});

test("alice closed the form meanwhile and gets the answer as a direct message", async () => {
  const stage = await raise();
  const view = await opened(stage);
  stage.clerk.fail({ operation: "users.list", when: "before", times: 2, how: { kind: "delay", ms: 2_100 } });
  stage.slack.fail({ method: "views.update", how: { kind: "error", error: "not_found" } });
  const submitting = stage.alice.submits(view, { who: "@nobody", reason: "ticket 4821" });
  await stage.pass(2);
  await submitting;
  const answer = await stage.toldDirectly(ids.alice, /No Clerk user has the username “@nobody”/);
  await stage.alice.clicks(answer, "Edit request");
  await form(stage, /@nobody.*ticket 4821/s);
});

test("a form that Slack delivers twice makes one request, and both deliveries are answered alike", async () => {
  const stage = await raise();
  const view = await opened(stage);
  stage.slack.sockets.duplicateNext();
  expect(await stage.alice.submits(view, { who: "@nobody", reason: "ticket 4821" })).toMatchObject({ kind: "errors" });
  await stage.alice.submits(view, { who: "@bob" });
  await stage.card(/Bob Brown/);
  expect(stage.cards()).toHaveLength(1);
});

test("a guest whom Slack is slow to tell of fills in the form, and is refused before Clerk is asked anything", async () => {
  const stage = await raise();
  const gus = stage.slack.as(ids.gus);
  stage.slack.fail({ method: "users.info", how: { kind: "error", error: "internal_error" } });
  await gus.types(ids.general, "/impersonate");
  const view = await stage.slack.until("gus sees the form", () => gus.modal());
  const before = stage.clerk.calls.length;
  const who = { text: { type: "plain_text", text: "@bob", emoji: false }, value: "username:bob" } as const;
  await gus.submits(view, { who, reason: "curious" });
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
  await stage.told(ids.eve, ids.general, /\/impersonate @user reason.*30 minutes unless you say, 2 hours at most/s);
});
