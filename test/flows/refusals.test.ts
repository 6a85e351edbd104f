// Who is refused, with which words, and that nothing was started by it.
import { afterEach, describe, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { rest } from "../resilience/faults/rest.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

/** Nobody saw a card, nobody got a message of the bot's, and Clerk was asked to create nothing. */
function nothingStarted(stage: Stage): void {
  expect(stage.cards()).toEqual([]);
  expect(stage.clerk.actorTokens).toEqual([]);
}

describe("asking", () => {
  test.each([
    ["a guest", ids.gus, /Guests can't use Understudy/],
    ["a member of another organization", ids.mallory, /members of Understudy's own workspace/],
  ])("%s is refused, also when in the channel", async (_who, id, words) => {
    const stage = await raise();
    stage.slack.invite(ids.approvals, id);
    await stage.slack.as(id).types(ids.general, "/impersonate @bob ticket 4821");
    await stage.told(id, ids.general, words);
    nothingStarted(stage);
  });

  test("somebody who was deactivated is refused", async () => {
    const stage = await raise();
    // Slack lets nobody act who is deactivated; a command that was on its way is another matter.
    stage.slack.updatePerson(ids.eve, { deleted: true });
    await stage.commandOnItsWay(ids.eve, "user_2bob ticket 4821");
    await stage.toldDirectly(ids.eve, /account is deactivated/);
    nothingStarted(stage);
  });

  test("somebody outside REQUESTERS is refused before Clerk is asked anything", async () => {
    const stage = await raise({ settings: { REQUESTERS: ids.alice } });
    const before = stage.clerk.calls.length;
    await stage.eve.types(ids.general, "/impersonate bob@customer.example ticket 4821");
    const told = await stage.told(ids.eve, ids.general, /not allowed to ask.*your admin/);
    expect(stage.clerk.calls.length).toBe(before);
    // The person reads no name of a setting; the log has it, once.
    expect(stage.eve.reads(told)).not.toContain("REQUESTERS");
    await stage.eve.types(ids.general, "/impersonate bob@customer.example ticket 4822");
    await stage.slack.until("eve is told again", () => stage.eve.messages(ids.general).length === 2);
    const lines = stage.sandbox.log.filter((line) => /refused because of a setting .*REQUESTERS/.test(line));
    expect(lines).toHaveLength(1);
    nothingStarted(stage);
  });

  test.each([
    ["a look-up that fails decides nothing", "users.info", /Slack did not answer in time/],
    ["a channel that cannot be looked up decides nothing", "conversations.info", /Slack did not answer in time/],
    ["members who cannot be looked up decide nothing", "conversations.members", /Slack did not answer in time/],
  ])("%s", async (_name, method, words) => {
    const stage = await raise();
    stage.slack.fail({ method, times: 1, how: { kind: "status", status: 503 }, when: "before" });
    await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
    await stage.told(ids.alice, ids.general, words);
    nothingStarted(stage);
  });

  test.each([
    ["no Clerk user", "/impersonate nobody@customer.example why not", /No Clerk user has nobody@customer/],
    ["an unknown Clerk user id", "/impersonate user_2nobody why not", /No Clerk user has the id user_2nobody/],
    ["an unknown username", "/impersonate @nobody why not", /No Clerk user has the username “@nobody”/],
    ["oneself by username of one's own address", "/impersonate alice@acme.example why not", /That is you/],
    ["oneself by Clerk user id", "/impersonate user_2alice why not", /That is you/],
    ["oneself by mention", "/impersonate @alice why not", /That is you/],
    ["too long a session", "/impersonate @bob for 3h why not", /2 hours at most/],
    [
      "a duration that does not parse",
      "/impersonate @bob for 45 minuts why not",
      /can't read the duration “45 minuts”/,
    ],
    ["a negative duration", "/impersonate @bob for -5m why not", /can't read the duration “-5m”/],
    ["a name that is none", "/impersonate #general why not", /can't tell who “#general” is/],
    ["too long a reason", `/impersonate @bob ${"x".repeat(1001)}`, /1,001|1001/],
  ])("%s is refused", async (_name, text, words) => {
    const stage = await raise();
    await stage.alice.types(ids.general, text);
    await stage.told(ids.alice, ids.general, words);
    nothingStarted(stage);
  });

  test.each([
    ["a banned user", (stage: Stage) => stage.clerk.ban("user_2bob"), /This user is banned in Clerk/],
    ["a locked user", (stage: Stage) => stage.clerk.lock("user_2bob"), /This user is locked in Clerk/],
    ["a banned actor", (stage: Stage) => stage.clerk.ban("user_2alice"), /Your Clerk user is banned/],
    ["a locked actor", (stage: Stage) => stage.clerk.lock("user_2alice"), /Your Clerk user is locked/],
    [
      "an actor without a Clerk user",
      (stage: Stage) => stage.clerk.deleteUser("user_2alice"),
      /No Clerk user has your Slack email/,
    ],
    [
      "an actor whose Slack email was never confirmed",
      (stage: Stage) => stage.slack.updatePerson(ids.alice, { emailConfirmed: false }),
      /shows .* not confirmed/,
    ],
    [
      "a user whose only address nobody verified",
      (stage: Stage) => stage.clerk.setEmailVerified("user_2bob", "bob@customer.example", false),
      /No Clerk user has bob@customer/,
    ],
  ])("%s is refused", async (_name, arrange, words) => {
    const stage = await raise();
    arrange(stage);
    await stage.alice.types(ids.general, "/impersonate bob@customer.example ticket 4821");
    await stage.told(ids.alice, ids.general, words);
    nothingStarted(stage);
  });

  test.each([
    ["by id", "user_2bob"],
    ["by email, in other letters", "BOB@Customer.example"],
    ["by domain", "@CUSTOMER.example"],
  ])("a subject protected %s is refused, however named", async (_name, entry) => {
    const stage = await raise({ settings: { PROTECTED_SUBJECTS: entry } });
    for (const who of ["@bob", "bob@customer.example", "user_2bob"]) {
      await stage.alice.types(ids.general, `/impersonate ${who} ticket 4821`);
      await stage.told(ids.alice, ids.general, /This user is protected/);
    }
    nothingStarted(stage);
  });

  test("a domain protects nothing that only ends alike", async () => {
    const stage = await raise({ settings: { PROTECTED_SUBJECTS: "@mer.example" } });
    await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
    await stage.card(/wants to sign in as Bob Brown/);
  });

  test("an unverified twin of an email does not block its owner, and two verified owners are refused", async () => {
    const stage = await raise();
    stage.clerk.addUser({ id: "user_2twin", email: "bob@customer.example", emailVerified: false });
    await stage.alice.types(ids.general, "/impersonate bob@customer.example ticket 4821");
    await stage.card(/wants to sign in as Bob Brown .*user_2bob/s);

    stage.clerk.setEmailVerified("user_2twin", "bob@customer.example", true);
    await stage.eve.types(ids.general, "/impersonate bob@customer.example ticket 4822");
    stage.clerk.addUser({ id: "user_2eve", email: "eve@acme.example" });
    await stage.eve.types(ids.general, "/impersonate bob@customer.example ticket 4822");
    await stage.told(ids.eve, ids.general, /Several Clerk users have “bob@customer\.example”/);
  });

  test("a second open request for the same user is refused, and says where the first one stands", async () => {
    const stage = await raise();
    const card = await stage.ask();
    // The link needs the bot to know where its card stands.
    await rest(stage);
    await stage.alice.types(ids.general, "/impersonate user_2bob another ticket");
    const told = await stage.told(
      ids.alice,
      ids.general,
      /already have an open request for Bob Brown .*IMP-1.*#impersonation-approvals/,
    );
    const cardLink = `https://acme.slack.com/archives/${ids.approvals}/p${card.ts.replace(".", "")}`;
    expect(JSON.stringify(told.blocks)).toContain(cardLink);
    expect(stage.cards()).toHaveLength(1);
  });
});

describe("deciding", () => {
  test("alice cannot approve her own request", async () => {
    const stage = await raise();
    const card = await stage.ask();
    await stage.alice.clicks(card, "Approve");
    await stage.told(ids.alice, ids.approvals, /You can't decide on your own request/);
    await stage.alice.clicks(card, "Deny");
    expect(stage.alice.modal()).toBeUndefined();
    await stage.stillPending();
  });

  test.each([
    ["a guest in the channel", ids.gus, /Guests can't use Understudy/],
    ["a member of another organization in the channel", ids.mallory, /members of Understudy's own workspace/],
  ])("%s cannot approve", async (_name, id, words) => {
    const stage = await raise();
    stage.slack.invite(ids.approvals, id);
    const card = await stage.ask();
    await stage.slack.as(id).clicks(card, "Approve");
    await stage.told(id, ids.approvals, words);
    await stage.stillPending();
  });

  test("being named among the approvers does not make up for a deactivated account", async () => {
    const stage = await raise({ settings: { APPROVERS: `${ids.carol},${ids.dave}` } });
    const card = await stage.ask();
    stage.slack.updatePerson(ids.carol, { deleted: true });
    await stage.carol.forges(card, { actionId: "approve", value: stage.requestIdOf(card) });
    await stage.told(ids.carol, ids.approvals, /account is deactivated/);
    await stage.stillPending();
  });

  test("somebody in the channel who is no approver cannot approve or deny", async () => {
    const stage = await raise({ settings: { APPROVERS: ids.carol } });
    const card = await stage.ask();
    await stage.dave.clicks(card, "Approve");
    await stage.told(ids.dave, ids.approvals, /Only approvers can do this/);
    await stage.dave.clicks(card, "Deny");
    await stage.slack.until("dave reads why not", () => {
      const view = stage.dave.modal();
      return view !== undefined && /Only approvers can do this/.test(stage.dave.reads(view)) ? view : undefined;
    });
    await stage.stillPending();
  });

  test("somebody with an address of the actor's cannot approve", async () => {
    const stage = await raise();
    const card = await stage.ask();
    stage.slack.updatePerson(ids.dave, { email: "alice@acme.example" });
    await stage.dave.clicks(card, "Approve");
    await stage.told(ids.dave, ids.approvals, /share an email address/);
    await stage.stillPending();
  });

  test("a look-up that fails decides nothing, and the next click works", async () => {
    const stage = await raise();
    const card = await stage.ask();
    stage.slack.fail({ method: "users.info", times: 1, how: { kind: "rate_limit", retryAfterS: 30 }, when: "before" });
    await stage.carol.clicks(card, "Approve");
    await stage.told(ids.carol, ids.approvals, /Slack did not answer in time/);
    await stage.stillPending();
    await stage.carol.clicks(card, "Approve");
    await stage.card(/@alice has the link/);
  });
});
