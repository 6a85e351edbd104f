// An approval channel that can't work: the actor is told what to do, and no request hangs.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

test.each([
  [
    "a private channel that the bot is not in",
    (stage: Stage) => stage.slack.kick(ids.approvals, stage.slack.bot.userId),
    {},
    /can't see the approval channel.*\/invite @understudy/,
  ],
  [
    "a public channel that the bot is not in",
    (stage: Stage) => {
      stage.slack.kick(ids.approvals, stage.slack.bot.userId);
      stage.slack.updateChannel(ids.approvals, { kind: "public" });
    },
    { APPROVERS: ids.carol },
    /is not in #impersonation-approvals.*\/invite @understudy/,
  ],
  [
    "a public channel with no APPROVERS",
    (stage: Stage) => stage.slack.updateChannel(ids.approvals, { kind: "public" }),
    {},
    /is public, so anybody could join/,
  ],
  [
    "a channel shared with another organization",
    (stage: Stage) => stage.slack.updateChannel(ids.approvals, { isExtShared: true }),
    {},
    /shared with another organization/,
  ],
  [
    "an archived channel",
    (stage: Stage) => stage.slack.updateChannel(ids.approvals, { isArchived: true }),
    {},
    /is archived/,
  ],
  [
    "a channel with nobody else in it",
    (stage: Stage) => stage.slack.updateChannel(ids.approvals, { members: [ids.alice, stage.slack.bot.userId] }),
    {},
    /Nobody could approve this but you/,
  ],
])("%s", async (_what, arrange, settings, words) => {
  const stage = await raise({ settings });
  arrange(stage);
  await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
  await stage.told(ids.alice, ids.general, words);
  expect(stage.cards()).toEqual([]);
  expect(stage.alice.directMessages()).toEqual([]);
});

test.each([
  ["the bot was thrown out", "not_in_channel", /is not in #impersonation-approvals/],
  ["the channel vanished", "channel_not_found", /can't see the approval channel/],
  ["the channel was archived", "is_archived", /is archived/],
  [
    "posting is restricted",
    "restricted_action",
    /does not let Understudy post .*posting rules .* do not allow it\. Ask someone who manages them/,
  ],
  ["the app lost a right", "missing_scope", /the app is missing a permission\. Ask your admin/],
  ["the token was revoked", "token_revoked", /no longer accepts Understudy's token\. Ask your admin/],
  ["an administrator restricted the app", "app_access_restricted", /does not let the app in\. Ask an administrator/],
  [
    "the workspace has reached its message limit",
    "message_limit_exceeded",
    /has reached its message limit\. Ask an administrator/,
  ],
  [
    "Slack does not take the card's blocks",
    "invalid_blocks",
    /does not accept the message as it is written\. Please report this/,
  ],
  [
    "Slack gives a reason that nobody knows",
    "a_code_of_tomorrow",
    /gives no reason that Understudy knows\. Tell your admin/,
  ],
])("%s between the look-up and the card: alice is told and may ask again", async (_what, error, words) => {
  const stage = await raise();
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "error", error } });
  await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
  await stage.told(ids.alice, ids.general, words);
  expect(stage.alice.directMessages()).toEqual([]);
  await stage.ask();
});

test("a card that Slack refuses at a later try closes the request, and the direct message says with which code and what to do", async () => {
  const stage = await raise();
  const toChannel = ({ channel }: Record<string, unknown>) => channel === ids.approvals;
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "status", status: 503 }, match: toChannel });
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "error", error: "missing_scope" }, match: toChannel });
  await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
  await stage.told(ids.alice, ids.general, /Your request .* is on record/);
  await stage.pass(1);
  await stage.directMessage(/can't post in .*: the app is missing a permission\. Ask your admin/s);
  expect(stage.cards()).toEqual([]);
});

test("a card that Slack says it takes no more of for now, by its other name for that, is posted later", async () => {
  const stage = await raise();
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "error", error: "rate_limited" } });
  await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
  await stage.told(ids.alice, ids.general, /Slack is accepting no messages in #impersonation-approvals/);
  await stage.pass(1);
  await stage.card(/\[Approve\] \[Deny\]/);
});

test("a card that Slack takes only later is posted then, once", async () => {
  const stage = await raise();
  stage.slack.fail({
    method: "chat.postMessage",
    times: 2,
    how: { kind: "rate_limit", retryAfterS: 3 },
    match: ({ channel }) => channel === ids.approvals,
  });
  await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
  await stage.told(ids.alice, ids.general, /Slack is accepting no messages in #impersonation-approvals/);
  expect(stage.cards()).toEqual([]);
  await stage.pass(3);
  await stage.pass(3);
  await stage.card(/\[Approve\] \[Deny\]/);
  expect(stage.cards()).toHaveLength(1);
});

test("approvers named by user group and email decide, and the card calls upon the group", async () => {
  const stage = await raise({ settings: { APPROVERS: `${ids.managers},eve@acme.example` } });
  stage.slack.invite(ids.approvals, ids.eve);
  const card = await stage.ask();
  expect(stage.carol.reads(card)).toContain("@managers");
  await stage.eve.clicks(card, "Deny");
  const form = await stage.slack.until("eve sees the form", () => stage.eve.modal());
  await stage.eve.submits(form, {});
  await stage.card(/@eve denied this/);
  const again = await stage.ask();
  await stage.carol.clicks(again, "Approve");
  await stage.card(/@carol approved/);
});

test("an approver named by an email that was never confirmed is refused", async () => {
  const stage = await raise({ settings: { APPROVERS: "dave@acme.example" } });
  stage.slack.updatePerson(ids.dave, { emailConfirmed: false });
  const card = await stage.ask();
  await stage.dave.clicks(card, "Approve");
  await stage.told(ids.dave, ids.approvals, /Only approvers can do this/);
});
