// Who real people are: accounts that were taken off, addresses that nobody verified, second accounts, big organizations.
import { afterEach, describe, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const ask = (stage: Stage, text = "bob@customer.example ticket 4821") =>
  stage.alice.types(ids.general, `/impersonate ${text}`);

test.each([
  ["bob", "user_2bob", /This user is deprovisioned in Clerk: a directory keeps them from signing in/],
  ["alice", "user_2alice", /Your Clerk user is deprovisioned/],
])("%s is deprovisioned: nobody signs in as them, and they don't as anybody", async (_who, id, words) => {
  const stage = await raise();
  stage.clerk.deprovision(id);
  await ask(stage);
  await stage.told(ids.alice, ids.general, words);
  expect(stage.cards()).toEqual([]);
});

describe("an address that nobody verified decides nothing, and the card says where it could mislead", () => {
  test("an actor who adds the approver's address locks nobody out", async () => {
    const stage = await raise();
    stage.clerk.deleteUser("user_2alice");
    stage.clerk.addUser({
      id: "user_2alice",
      email: "alice@acme.example",
      otherEmails: [{ address: "Carol+x@acme.example", verified: false }],
    });
    await stage.carol.clicks(await stage.ask(), "Approve");
    await stage.card(/⚠️ @alice has carol\+x@acme\.example in Clerk, but unverified.*@alice has the link/s);
  });

  test("a customer who adds an address of a protected domain is not protected by it", async () => {
    const stage = await raise({ settings: { PROTECTED_SUBJECTS: "@acme.example" } });
    stage.clerk.addUser({
      id: "user_2ben",
      firstName: "Ben",
      lastName: "Bold",
      email: "ben@customer.example",
      otherEmails: [{ address: "ceo@acme.example", verified: false }],
    });
    await ask(stage, "ben@customer.example ticket 4821");
    await stage.card(/Ben Bold .*⚠️ Ben Bold has ceo@acme\.example in Clerk, but unverified.*\[Approve\]/s);
  });

  test("a customer who adds the actor's address is not the actor", async () => {
    const stage = await raise();
    stage.clerk.addUser({
      id: "user_2ben",
      firstName: "Ben",
      email: "ben@customer.example",
      otherEmails: [{ address: "alice@acme.example", verified: false }],
    });
    await ask(stage, "ben@customer.example ticket 4821");
    await stage.card(/Ben .*⚠️ Ben has alice@acme\.example in Clerk, but unverified/s);
  });

  test("a subject who has added the approver's address: the approver goes on, and the card names it", async () => {
    const stage = await raise();
    stage.clerk.addUser({
      id: "user_2ben",
      firstName: "Ben",
      email: "ben@customer.example",
      otherEmails: [{ address: "carol@acme.example", verified: false }],
    });
    await ask(stage, "ben@customer.example ticket 4821");
    await stage.carol.clicks(await stage.card(/\[Approve\]/), "Approve");
    await stage.card(/⚠️ Ben has carol@acme\.example in Clerk, but unverified.*@alice has the link/s);
  });

  test("without a clash nothing is said", async () => {
    const stage = await raise();
    stage.clerk.addUser({
      id: "user_2ben",
      email: "ben@customer.example",
      otherEmails: [{ address: "ben@home.example", verified: false }],
    });
    await ask(stage, "ben@customer.example ticket 4821");
    expect(stage.carol.reads(await stage.card(/\[Approve\]/))).not.toContain("unverified");
  });
});

test.each(["alice+approver@acme.example", "ALICE@ACME.example", " alice@acme.example ", "alice＠acme.example"])(
  "%s is alice when it comes to approving",
  async (email) => {
    const stage = await raise();
    const card = await stage.ask();
    stage.slack.updatePerson(ids.dave, { email });
    await stage.dave.clicks(card, "Approve");
    await stage.told(ids.dave, ids.approvals, /share an email address/);
    await stage.stillPending();
  },
);

describe("the subject is no approver of their own impersonation", () => {
  test.each([
    ["named by mention", "@dave why not"],
    ["named by email", "dave@acme.example why not"],
    ["named by Clerk user id", "user_2dave why not"],
    ["named by an address with a tag", "dave+test@acme.example why not"],
  ])("%s: dave can't approve, and carol can", async (_how, text) => {
    const stage = await raise();
    stage.clerk.addUser({ id: "user_2tag", firstName: "Dave", lastName: "Dunn", email: "dave+test@acme.example" });
    await ask(stage, text);
    const card = await stage.card(/wants to sign in as Dave Dunn/);
    await stage.dave.clicks(card, "Approve");
    await stage.told(ids.dave, ids.approvals, /to sign in as you. You can deny it/);
    await stage.stillPending();
    await stage.carol.clicks(card, "Approve");
    await stage.card(/@alice has the link/);
  });

  test("dave denies that somebody acts as him", async () => {
    const stage = await raise();
    await ask(stage, "@dave why not");
    await stage.dave.clicks(await stage.card(/Dave Dunn/), "Deny");
    await stage.dave.submits(await stage.slack.until("the form", () => stage.dave.modal()), {});
    await stage.card(/@dave denied this/);
  });

  test("where nobody else could approve, nothing is asked", async () => {
    const stage = await raise();
    stage.slack.kick(ids.approvals, ids.carol);
    await ask(stage, "@dave why not");
    await stage.told(ids.alice, ids.general, /Nobody could approve this but you/);
    expect(stage.cards()).toEqual([]);
  });
});

describe("protected subjects", () => {
  test.each([
    ["@müller.example", "root@xn--mller-kva.example"],
    ["@xn--mller-kva.example", "root@müller.example"],
    ["@mu\u0308ller.example", "root@müller.example"],
    ["ROOT@müller.example", "root@xn--mller-kva.example"],
    ["@*.customer.example", "root@eu.customer.example"],
    ["@*.customer.example", "root@customer.example"],
  ])("%s protects %s", async (entry, email) => {
    const stage = await raise({ settings: { PROTECTED_SUBJECTS: entry } });
    stage.clerk.addUser({ id: "user_2root", email });
    await ask(stage, "user_2root ticket 4821");
    await stage.told(ids.alice, ids.general, /This user is protected/);
  });

  test.each([
    ["@customer.example", "root@eu.customer.example"],
    ["@*.customer.example", "root@othercustomer.example"],
  ])("%s does not protect %s", async (entry, email) => {
    const stage = await raise({ settings: { PROTECTED_SUBJECTS: entry } });
    stage.clerk.addUser({ id: "user_2root", firstName: "Ruth", email });
    await ask(stage, "user_2root ticket 4821");
    await stage.card(/wants to sign in as Ruth/);
  });
});

describe("on Enterprise Grid", () => {
  const enterprise = { id: "E0ACME", name: "Acme Group" };
  const grid = { id: "T0ACME", name: "Acme", domain: "acme", enterprise };

  test("somebody of whom Slack tells only the organization's teams can ask, and approve", async () => {
    const stage = await raise({ team: grid });
    for (const id of [ids.alice, ids.carol]) {
      stage.slack.updatePerson(id, { omitted: ["team_id"], enterpriseTeams: ["T0OTHER", "T0ACME"] });
    }
    await stage.approved();
  });

  test("an app that is installed on the whole organization does not start, and says why", async () => {
    const stage = await raise({ team: { ...grid, orgWideInstall: true }, bot: "none" });
    const bot = BotProcess.node(stage.sandbox.settings);
    expect(await bot.exited).toEqual({ code: 1 });
    expect(bot.output).toMatch(
      /^.*Understudy serves one workspace, and this app is installed on the whole organization\./m,
    );
  });

  test("somebody of another team of the organization can't", async () => {
    const stage = await raise({ team: grid });
    stage.slack.updatePerson(ids.alice, { omitted: ["team_id"], enterpriseTeams: ["T0OTHER"] });
    await ask(stage);
    await stage.told(ids.alice, ids.general, /members of Understudy's own workspace/);
  });
});

test.each(["is_restricted", "is_ultra_restricted", "is_bot", "deleted", "team_id"])(
  "an answer about a person without %s decides nothing",
  async (field) => {
    const stage = await raise();
    stage.slack.updatePerson(ids.alice, { omitted: [field] });
    await ask(stage);
    await stage.told(ids.alice, ids.general, /Slack did not answer in time/);
    expect(stage.cards()).toEqual([]);
  },
);

test("an address that Slack does not call confirmed proves nothing", async () => {
  const stage = await raise();
  stage.slack.updatePerson(ids.alice, { omitted: ["is_email_confirmed"] });
  await ask(stage);
  await stage.told(ids.alice, ids.general, /shows .* not confirmed/);
});

test("an approver whose own address Slack does not call confirmed decides nothing", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.updatePerson(ids.carol, { emailConfirmed: false });
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, /has no confirmed email/);
  await stage.stillPending();
});

test("an actor without a Clerk user (ACTOR_FALLBACK=slack) is checked at the approval, too", async () => {
  const stage = await raise({ settings: { ACTOR_FALLBACK: "slack" } });
  stage.clerk.deleteUser("user_2alice");
  const card = await stage.ask();
  stage.slack.updatePerson(ids.dave, { email: "alice+second@acme.example" });
  await stage.dave.clicks(card, "Approve");
  await stage.told(ids.dave, ids.approvals, /share an email address/);
  stage.slack.updatePerson(ids.alice, { email: "moved@acme.example" });
  stage.slack.updatePerson(ids.dave, { email: "moved+second@acme.example" });
  stage.clock.advance(3_000);
  await stage.dave.clicks(card, "Approve");
  await stage.slack.until("dave is refused again", () => {
    const told = stage.dave.messages(ids.approvals).map((message) => stage.dave.reads(message));
    return told.filter((text) => /share an email address/.test(text)).length === 2;
  });
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@carol approved .*@alice has the link/s);
});

test("addresses without number on a user leave the card readable", async () => {
  const stage = await raise({ settings: { PROTECTED_SUBJECTS: "@acme.example" } });
  const otherEmails = Array.from({ length: 60 }, (_, n) => ({ address: `ceo+${n}@acme.example`, verified: false }));
  stage.clerk.addUser({ id: "user_2ben", firstName: "Ben", email: "ben@customer.example", otherEmails });
  await ask(stage, "ben@customer.example ticket 4821");
  const card = await stage.card(/Ben has ceo\+0@acme\.example in Clerk, but unverified.*\[Approve\]/s);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link.*\[Revoke\]/s);
});

const foreign = [
  ["workspace", { team_id: "T0OTHER" }, { team: { id: "T0OTHER" } }],
  ["app", { api_app_id: "A0OTHER" }, { api_app_id: "A0OTHER" }],
  ["workspace that it does not name", { team_id: undefined }, { team: null }],
  ["app that it does not name", { api_app_id: undefined }, { api_app_id: undefined }],
] as const;
const refusedPayload = / warn payload refused: from another workspace or app /;

test.each(foreign)("a command of another %s is refused and logged", async (_what, other) => {
  const stage = await raise();
  await stage.slack.sendRaw("slash_commands", {
    command: "/impersonate",
    text: "user_2bob ticket 4821",
    user_id: ids.alice,
    team_id: stage.slack.team.id,
    channel_id: ids.general,
    trigger_id: "1.1.abc",
    api_app_id: stage.slack.bot.appId,
    ...other,
  });
  await stage.toldDirectly(ids.alice, /serves one workspace, and this came from another/);
  expect(stage.cards()).toEqual([]);
  expect(stage.sandbox.log.join("\n")).toMatch(refusedPayload);
});

test.each(foreign)("a click of another %s is refused and logged", async (_what, _command, other) => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.slack.sendRaw("interactive", {
    type: "block_actions",
    user: { id: ids.carol, team_id: stage.slack.team.id },
    team: { id: stage.slack.team.id },
    api_app_id: stage.slack.bot.appId,
    trigger_id: "1.2.abc",
    container: { type: "message", channel_id: card.channel, message_ts: card.ts },
    actions: [{ action_id: "approve", value: stage.requestIdOf(card) }],
    ...other,
  });
  await stage.toldDirectly(ids.carol, /serves one workspace, and this came from another/);
  await stage.stillPending();
  expect(stage.sandbox.log.join("\n")).toMatch(refusedPayload);
});

/** On Enterprise Grid `team` is the workspace that the form was sent from. */
async function sendForm(stage: Stage, installedOn: string) {
  await stage.slack.sendRaw("interactive", {
    type: "view_submission",
    user: { id: ids.alice, team_id: stage.slack.team.id },
    team: { id: "T0OTHER" },
    api_app_id: stage.slack.bot.appId,
    trigger_id: "1.2.form",
    view: {
      id: "V0FORM",
      hash: "1.abc",
      callback_id: "request_form",
      private_metadata: "",
      app_installed_team_id: installedOn,
      state: {
        values: {
          who: { who: { type: "external_select", selected_option: { value: "clerk:user_2bob" } } },
          reason: { reason: { type: "plain_text_input", value: "ticket 4821" } },
          duration: { duration: { type: "static_select", selected_option: { value: "1800000" } } },
        },
      },
    },
  });
}

test("a form sent from another workspace of the organization counts for the one that the app is installed on", async () => {
  const stage = await raise();
  await sendForm(stage, stage.slack.team.id);
  await stage.card(/wants to sign in as Bob Brown/);
});

test("a form of an app that is installed on another workspace is refused and logged", async () => {
  const stage = await raise();
  await sendForm(stage, "T0OTHER");
  await stage.toldDirectly(ids.alice, /serves one workspace, and this came from another/);
  expect(stage.cards()).toEqual([]);
  expect(stage.sandbox.log.join("\n")).toMatch(refusedPayload);
});
