// What people really type, and that a refusal loses none of it.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import type { SeenMessage } from "../../src/sandbox/slack/person.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

function form(stage: Stage, pattern = /./) {
  return stage.slack.until(`alice sees a form like ${pattern}`, () => {
    const view = stage.alice.modal();
    return view !== undefined && pattern.test(stage.alice.reads(view)) ? view : undefined;
  });
}

/** What alice is told after a command, which was refused. */
async function refused(stage: Stage, text: string, words: RegExp): Promise<SeenMessage> {
  await stage.alice.types(ids.general, `/impersonate ${text}`);
  const answer = await stage.told(ids.alice, ids.general, words);
  expect(stage.cards()).toEqual([]);
  return answer;
}

async function editing(stage: Stage, answer: SeenMessage) {
  await stage.alice.clicks(answer, "Edit request");
  return form(stage);
}

test.each([
  ["@bob 45m ticket 2", "45 minutes", "ticket 2"],
  ["@bob, 45 minutes: ticket 2", "45 minutes", "ticket 2"],
  ["@bob for 1.5h ticket 2", "1 hour 30 minutes", "ticket 2"],
  ["@bob ticket 2 for half an hour", "30 minutes", "ticket 2"],
  ["@bob for 3 weeks the invoices are missing", "30 minutes", "for 3 weeks the invoices are missing"],
  ["@bob, cannot see invoices", "30 minutes", "cannot see invoices"],
])("%s: the direct message and the card say how it was read", async (text, duration, reason) => {
  const stage = await raise();
  await stage.alice.types(ids.general, `/impersonate ${text}`);
  await stage.directMessage(new RegExp(`You asked to sign in as Bob Brown for ${duration}\\.\n> ${reason}\n`));
  await stage.card(new RegExp(`Bob Brown for ${duration}\\.\n> ${reason}\n`));
});

test.each([
  "“bob@customer.example”",
  "`bob@customer.example`,",
  "<bob@customer.example>",
  "BOB@Customer.example:",
  "mailto:bob@customer.example",
  "\u200bbob@customer.example\u200b",
  "@Bob,",
  "@BOB",
  "user_2bob,",
  "https://dashboard.clerk.com/apps/app_2x/instances/ins_2y/users/user_2bob",
])("%s is bob", async (who) => {
  const stage = await raise();
  await stage.alice.types(ids.general, `/impersonate ${who} cannot see invoices`);
  await stage.card(/wants to sign in as Bob Brown .*\n> cannot see invoices\n/s);
});

test.each([
  ["as it is spoken", "root@müller.example"],
  ["decomposed", "root@mu\u0308ller.example"],
  ["as it is sent", "root@xn--mller-kva.example"],
])("a user of an internationalized domain is found by it %s, however Clerk has it", async (_how, typed) => {
  for (const stored of ["root@müller.example", "root@xn--mller-kva.example", "root@mu\u0308ller.example"]) {
    const stage = await raise();
    stage.clerk.addUser({ id: "user_2root", firstName: "Ruth", lastName: "Root", email: stored });
    await stage.alice.types(ids.general, `/impersonate ${typed} ticket 2`);
    await stage.card(/wants to sign in as Ruth Root/);
    await curtain();
  }
});

test.each([
  ["carol@x.example why not", /No Clerk user has carol@x\.example /, /carol@x\.example.*why not/s],
  ["user_2nobody why not", /No Clerk user has the id user_2nobody\./, /user_2nobody.*why not/s],
  ["@nobody why not", /No Clerk user has the username “@nobody”\./, /@nobody.*why not/s],
  ["#general why not", /can't tell who “#general” is/, /why not/s],
  [
    "@bob for 9h why not",
    /A session can last 2 hours at most, and this asks for 9 hours/,
    /bob.*Reason: why not.*2 hours/s,
  ],
  ["@bob for 45 minuts why not", /can't read the duration “45 minuts”/, /bob.*for 45 minuts why not/s],
  ["user_2alice why not", /That is you/, /user_2alice.*why not/s],
])("%s is refused by name, and Edit request opens the form with it", async (text, words, filled) => {
  const stage = await raise();
  const answer = await refused(stage, text, words);
  const view = await editing(stage, answer);
  expect(stage.alice.reads(view)).toMatch(filled);
  expect(stage.alice.reads(answer)).toContain(text);
  await stage.alice.submits(view, { who: "@bob", reason: "why not" });
  await stage.card(/wants to sign in as Bob Brown .*\n> why not\n/s);
});

test("a mention whose person has no user at Clerk does not tell their email, and is edited in a field for anything", async () => {
  const stage = await raise();
  const answer = await refused(stage, "@eve 45m why not", /No Clerk user has the email of that Slack profile/);
  expect(stage.alice.reads(answer)).not.toContain("eve@acme");
  const view = await editing(stage, answer);
  expect(stage.alice.reads(view)).toMatch(/why not.*45 minutes/s);
});

test.each([
  [
    "does not know",
    (stage: Stage) =>
      stage.slack.fail({
        method: "users.info",
        how: { kind: "error", error: "user_not_found" },
        match: ({ user }) => user === ids.dave,
      }),
  ],
  ["hides", (stage: Stage) => stage.slack.updatePerson(ids.dave, { visible: false })],
])("a mention of somebody whom Slack %s says so, and how else to name them", async (_what, hide) => {
  const stage = await raise();
  hide(stage);
  const answer = await refused(
    stage,
    "@dave 45m why not",
    /Slack does not show this person \(U0DAVE\) to Understudy.* Name them by email/,
  );
  const view = await editing(stage, answer);
  await stage.alice.submits(view, { who: "Dave Dunn (dave@acme.example)" });
  await stage.card(/Dave Dunn for 45 minutes\.\n> why not\n/s);
});

test.each([
  ["shows no email", { email: undefined }],
  ["has an address that Slack does not call confirmed", { emailConfirmed: false }],
])("a mention of somebody whose profile %s is edited in a field for anything", async (_what, change) => {
  const stage = await raise();
  stage.slack.updatePerson(ids.dave, change);
  const view = await editing(
    stage,
    await refused(stage, "@dave why not", /This person.s Slack profile|Slack shows this person.s email/),
  );
  await stage.alice.submits(view, { who: "Dave Dunn (dave@acme.example)" });
  await stage.card(/Dave Dunn .*\n> why not\n/s);
});

test("after a failure of Clerk's nobody retypes: the form has it all", async () => {
  const stage = await raise();
  stage.clerk.fail({ operation: "users.list", when: "before", times: 2, how: { kind: "status", status: 503 } });
  const answer = await refused(stage, "@bob 45m ticket 4821", /a server error/);
  await stage.alice.submits(await editing(stage, answer), {});
  await stage.card(/Bob Brown for 45 minutes\.\n> ticket 4821\n/s);
});

test("a reason that is too long for a button stands in the answer, and as much as fits in the form", async () => {
  const stage = await raise();
  const reason = `${"the invoices “are” missing\u00e4 ".repeat(120)}end`;
  const answer = await refused(stage, `@bob ${reason}`, /1,000 is the most/);
  expect(stage.alice.reads(answer)).toContain(reason);
  const view = await editing(stage, answer);
  const outcome = await stage.alice.submits(view, {});
  expect(outcome).toMatchObject({ kind: "errors", errors: { reason: expect.stringMatching(/1,000 is the most/) } });
  await stage.alice.submits(view, { reason: "the invoices are missing" });
  await stage.card(/\n> the invoices are missing\n/);
});

test.each(["\u3164", "\u2800\u2800", "\u0301", "\u115f\u1160", "\ufeff\u200b", "  "])(
  "an invisible reason (%j) is none: the form asks for one",
  async (reason) => {
    const stage = await raise();
    await stage.alice.types(ids.general, `/impersonate @bob ${reason}`);
    await stage.alice.submits(await form(stage), { reason: "ticket 4821" });
    await stage.card(/Bob Brown/);
  },
);

test("a guest is refused without a button: no other entry would help", async () => {
  const stage = await raise();
  await stage.slack.as(ids.gus).types(ids.general, "/impersonate @bob ticket 4821");
  const answer = await stage.told(ids.gus, ids.general, /Guests can't use Understudy/);
  expect(stage.slack.as(ids.gus).reads(answer)).not.toContain("[Edit request]");
});

test("the refusal stays while the form is refused as well, and is taken back once the form has asked", async () => {
  const stage = await raise();
  const { alice } = stage;
  const form = await editing(stage, await refused(stage, "@nobody ticket 4821", /No Clerk user/));
  const isThere = () => alice.messages(ids.general).some((each) => /No Clerk user/.test(alice.reads(each)));
  expect(await alice.submits(form, {})).toMatchObject({ kind: "errors" });
  expect(isThere()).toBe(true);
  await alice.submits(form, { who: "@bob" });
  await stage.card(/Bob Brown/);
  await stage.slack.until("the refusal is gone", () => !isThere());
});

test("a value of Edit request that nobody's button has is answered, and opens nothing", async () => {
  const stage = await raise();
  const card = await stage.ask();
  for (const value of ["", "{", '{"who":{"mention":"U0CAROL"}}']) {
    await stage.carol.forges(card, { actionId: "edit_request", value });
    await stage.told(ids.carol, ids.approvals, /does not know this button or shortcut/);
    expect(stage.carol.modal()).toBeUndefined();
  }
});
