// Approve, Deny and Cancel request: one of them wins, and everybody else is told who.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { requestForm } from "../../src/slack/messages/forms/request-form.js";
import { auditIn } from "../resilience/faults/record.js";
import { curtain, holdsALink, raise, type Stage } from "./stage.js";

afterEach(curtain);

const lookedUp = ({ slack }: Stage, user: string) =>
  slack.calls.some(({ method, args, status }) => method === "users.info" && args.user === user && status !== undefined);

test("forty clicks by two approvers at once make one token and one direct message with a link", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await Promise.all(
    Array.from({ length: 40 }, (_, click) => stage.slack.clickStale(click % 2 ? ids.carol : ids.dave, card, "Approve")),
  );
  await stage.card(/@alice has the link/);
  await stage.slack.until("39 clicks are answered", () => {
    const told = [stage.carol, stage.dave].flatMap((person) =>
      person.messages(ids.approvals).filter((message) => /already approved this/.test(person.reads(message))),
    );
    return told.length === 39 ? told : undefined;
  });
  expect(stage.clerk.actorTokens).toHaveLength(1);
  // Clicks within two seconds share what is looked up for them.
  expect(stage.clerk.calls.filter(({ operation }) => operation === "users.get").length).toBeLessThan(10);
  const withLink = stage.alice.directMessages().filter(holdsALink);
  expect(withLink).toHaveLength(1);
});

test("Approve and Deny at once have one winner, and the loser is told who won", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.dave.clicks(card, "Deny");
  const form = await stage.slack.until("dave sees the form", () => stage.dave.modal());
  await Promise.all([stage.carol.clicks(card, "Approve"), stage.dave.submits(form, { note: "too much" })]);
  const shown = await stage.card(/@carol approved .* has the link|@dave denied this/s);
  if (/denied/.test(stage.carol.reads(shown))) {
    await stage.told(ids.carol, ids.approvals, /@dave already denied this/);
    expect(stage.clerk.actorTokens).toHaveLength(0);
  } else {
    await stage.slack.until("dave reads who won", () => {
      const view = stage.dave.modal();
      return view !== undefined && /@carol already approved this/.test(stage.dave.reads(view)) ? view : undefined;
    });
    expect(stage.clerk.actorTokens).toHaveLength(1);
  }
});

test("carol denies with a note, alice is told in a new direct message, and a late click is told who won", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.carol.clicks(card, "Deny");
  const form = await stage.slack.until("carol sees the form", () => stage.carol.modal());
  expect(stage.carol.reads(form)).toMatch(/@alice wants to sign in as Bob Brown/);
  await stage.carol.submits(form, { note: "Ask Bob for a *screenshot* <!here>" });
  await stage.card(/@carol denied this .*\n> Ask Bob for a \*screenshot\* <!here>/s);
  await stage.directMessage(/@carol denied your request .*\n> Ask Bob for a \*screenshot\* <!here>/s);
  await stage.slack.until("the form says so", () => {
    const view = stage.carol.modal();
    return view !== undefined && /You denied the request/.test(stage.carol.reads(view)) ? view : undefined;
  });
  await stage.slack.clickStale(ids.dave, card, "Approve");
  await stage.told(ids.dave, ids.approvals, /@carol already denied this/);
  expect(stage.clerk.actorTokens).toEqual([]);
});

test("alice cancels her request, and an approver who clicks the old card is told so", async () => {
  const stage = await raise();
  const card = await stage.ask();
  const message = await stage.directMessage(/\[Cancel request\]/);
  await stage.alice.clicks(message, "Cancel request");
  await stage.card(/@alice canceled this request/);
  await stage.directMessage(/You canceled this request/);
  await stage.slack.clickStale(ids.carol, card, "Approve");
  await stage.told(ids.carol, ids.approvals, /@alice canceled this request/);
  await stage.ask();
});

test("only alice can cancel her request", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.carol.forges(card, { actionId: "cancel_request", value: stage.requestIdOf(card) });
  await stage.told(ids.carol, ids.approvals, /Only the person who asked can cancel/);
  await stage.stillPending();
});

test("nobody decides, the request lapses within two seconds, and alice is told", async () => {
  const stage = await raise({ settings: { REQUEST_TTL: "5m" } });
  const card = await stage.ask();
  stage.clock.advance(300_000);
  await stage.card(/Nobody decided by/);
  await stage.directMessage(/decided on your request .* in time/);
  await stage.slack.clickStale(ids.carol, card, "Approve");
  await stage.told(ids.carol, ids.approvals, /Nobody decided on this request by/);
  expect(stage.clerk.actorTokens).toEqual([]);
});

test("a command that Slack delivers twice makes one request, silently, also after a restart", async () => {
  const stage = await raise();
  const twice = () => stage.commandOnItsWay(ids.alice, "user_2bob ticket 4821", "111.222.abc");
  await Promise.all([twice(), twice()]);
  await stage.card(/wants to sign in as Bob Brown/);
  await stage.toldDirectly(ids.alice, /Asked #impersonation-approvals/);
  await stage.sandbox.restartBot();
  await twice();
  await stage.alice.types(ids.general, "/impersonate help");
  await stage.told(ids.alice, ids.general, /opens a form/);
  expect(stage.cards()).toHaveLength(1);
  expect(
    stage.alice.directMessages().filter((message) => /Asked|already/.test(stage.alice.reads(message))),
  ).toHaveLength(1);
});

test("a click on a request that nobody knows is answered, and one that nothing listens to as well", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.carol.forges(card, { actionId: "approve", value: "req_of_another_bot" });
  await stage.told(ids.carol, ids.approvals, /two bots share one app/);
  await stage.carol.forges(card, { actionId: "no_such_action", value: "x" });
  await stage.told(ids.carol, ids.approvals, /does not know this button or shortcut/);
  await stage.stillPending();
});

test("a payload on which the bot itself breaks is acknowledged, answered, and logged under the same reference", async () => {
  const stage = await raise();
  stage.expectsTheUnforeseen = true;
  const outcome = await stage.slack.sendRaw("interactive", {
    type: "view_submission",
    user: { id: ids.alice, team_id: stage.slack.team.id },
    team: { id: stage.slack.team.id },
    api_app_id: stage.slack.bot.appId,
    view: { id: "V1", type: "modal", callback_id: requestForm },
  });
  expect(outcome).toMatchObject({ kind: "acknowledged" });
  const told = await stage.toldDirectly(ids.alice, /Something went wrong on our side.* Reference \w{5}\./);
  const reference = /Reference (\w{5})/.exec(stage.alice.reads(told))?.[1];
  expect(stage.sandbox.log.join("")).toContain(`error unhandled: handling a payload reference=${reference}`);
});

test("a denial that could not be checked comes back with its note, and works the second time", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.carol.clicks(card, "Deny");
  const form = await stage.slack.until("the form", () => stage.carol.modal());
  await stage.slack.until("her right to deny was looked up", () => lookedUp(stage, ids.carol));
  stage.slack.fail({ method: "users.info", how: { kind: "status", status: 503 } });
  await stage.carol.submits(form, { note: "the invoices page is enough" });
  const again = await stage.slack.until("the form with the reason why not", () => {
    const view = stage.carol.modal();
    return view !== undefined && /Slack did not answer in time/.test(stage.carol.reads(view)) ? view : undefined;
  });
  await stage.carol.submits(again);
  await stage.card(/@carol denied this .*the invoices page is enough/s);
});

test("a press on Deny by somebody who may not is told so in the form, before a note is written, and is on record", async () => {
  const stage = await raise({ settings: { APPROVERS: ids.carol } });
  const card = await stage.ask();
  await stage.dave.clicks(card, "Deny");
  await stage.slack.until("dave reads why not", () => {
    const view = stage.dave.modal();
    return view !== undefined && /Only approvers can do this/.test(stage.dave.reads(view)) ? view : undefined;
  });
  const refusals = auditIn(stage.sandbox).filter(({ action }) => action === "refused");
  expect(refusals).toMatchObject([{ by: ids.dave, outcome: "not_approver", detail: '{"verb":"deny"}' }]);
  await stage.stillPending();
});

test("an old click on a link that was used is told so", async () => {
  const stage = await raise();
  const message = await stage.approved();
  stage.clerk.browser().open(await stage.link());
  stage.clock.advance(2_000);
  await stage.card(/In use since/);
  await stage.slack.clickStale(ids.alice, message, "Open as Bob Brown");
  await stage.told(ids.alice, message.channel, /This link no longer works/);
});
