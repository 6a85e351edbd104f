// What changes between the request and the approval: then there is no link.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, holdsALink, raise, type Stage } from "./stage.js";

afterEach(curtain);

/** alice asks, carol approves, and Clerk will not make the link. */
async function refusedByPlan(stage: Stage) {
  const card = await stage.ask();
  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "before",
    times: 1,
    how: { kind: "clerk_error", status: 402, code: "unsupported_subscription_plan_features" },
  });
  await stage.carol.clicks(card, "Approve");
  return stage.card(/\[Retry\]/);
}

test.each([
  [
    "alice is deactivated",
    (stage: Stage) => stage.slack.updatePerson(ids.alice, { deleted: true }),
    /may not do so any more/,
  ],
  [
    "alice becomes a guest",
    (stage: Stage) => stage.slack.updatePerson(ids.alice, { isRestricted: true }),
    /may not do so any more/,
  ],
  ["alice is banned at Clerk", (stage: Stage) => stage.clerk.ban("user_2alice"), /may not do so any more/],
  ["bob is banned", (stage: Stage) => stage.clerk.ban("user_2bob"), /may not be acted as any more/],
  ["bob is locked", (stage: Stage) => stage.clerk.lock("user_2bob"), /may not be acted as any more/],
  ["bob is gone", (stage: Stage) => stage.clerk.deleteUser("user_2bob"), /may not be acted as any more/],
])("%s: no link, and the card says why", async (_what, change, words) => {
  const stage = await raise();
  const card = await stage.ask();
  change(stage);
  await stage.carol.clicks(card, "Approve");
  const failed = await stage.card(words);
  expect(stage.carol.reads(failed)).toContain("[Retry]");
  await stage.told(ids.carol, ids.approvals, words);
  expect(stage.clerk.actorTokens.filter(({ status }) => status !== "revoked")).toEqual([]);
  expect(JSON.stringify(stage.slack.messages)).not.toContain("ticket=");
});

test("bob becomes protected between request and approval: no link", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.sandbox.settings = { ...stage.sandbox.settings, PROTECTED_SUBJECTS: "bob@customer.example" };
  await stage.sandbox.restartBot();
  await stage.carol.clicks(card, "Approve");
  await stage.card(/may not be acted as any more/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
});

test("carol was deactivated within the minute that her standing is remembered: no link", async () => {
  const stage = await raise();
  const first = await stage.ask();
  await stage.carol.clicks(first, "Approve");
  const message = await stage.directMessage(/\[Open as Bob Brown\]/);
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/it is dead/);
  const card = await stage.ask();
  stage.slack.updatePerson(ids.carol, { deleted: true });
  await stage.carol.forges(card, { actionId: "approve", value: stage.requestIdOf(card) });
  await stage.slack.until("dave sees why", () =>
    stage.dave
      .messages(ids.approvals)
      .some((each) => /Whoever approved may not do so any more/.test(stage.dave.reads(each))),
  );
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked", "revoked"]);
});

test.each([
  ["refused", { kind: "error", error: "messages_tab_disabled" } as const, "before" as const, /Slack would not deliver/],
  ["left without an answer", { kind: "drop" } as const, "before" as const, /did not say whether/],
  ["posted, but its answer is lost", { kind: "drop" } as const, "after" as const, /did not say whether/],
  [
    "answered with an error of Slack's",
    { kind: "status", status: 503 } as const,
    "before" as const,
    /did not say whether/,
  ],
])(
  "a direct message with the link that is %s: its token is revoked at once, and it is not sent again",
  async (_how, how, when, words) => {
    const stage = await raise();
    const card = await stage.ask();
    stage.slack.fail({ method: "chat.postMessage", how, when, match: holdsALink });
    await stage.carol.clicks(card, "Approve");
    await stage.card(words);
    await stage.directMessage(/was approved, but there is no link/);
    expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
    expect(stage.slack.calls.filter(({ args }) => holdsALink(args))).toHaveLength(1);
  },
);

test("a rate limit on the direct message with the link is waited out", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "rate_limit", retryAfterS: 5 }, match: holdsALink });
  await stage.carol.clicks(card, "Approve");
  await stage.pass(5);
  await stage.card(/@alice has the link/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
});

test("a click on a link whose post was never answered is answered, and the message loses the dead link", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "drop" }, when: "after", match: holdsALink });
  await stage.carol.clicks(card, "Approve");
  await stage.card(/did not say whether/);
  const lost = await stage.directMessage(/\[Open as Bob Brown\]/);
  await stage.alice.clicks(lost, "Open as Bob Brown");
  await stage.slack.until("the link is gone", () => !holdsALink(stage.alice.directMessages()));
  await stage.told(ids.alice, lost.channel, /This link works no more/);
});

test.each([
  [
    "the plan lacks impersonation",
    { kind: "clerk_error", status: 402, code: "unsupported_subscription_plan_features" } as const,
    /not part of your Clerk plan\. Nothing was started/,
  ],
  [
    "the month's impersonations are used up",
    { kind: "clerk_error", status: 422, code: "impersonation_limit_exceeded" } as const,
    /impersonation limit is used up\. Nothing was started/,
  ],
  [
    "the key is wrong",
    { kind: "clerk_error", status: 401, code: "clerk_key_invalid" } as const,
    /did not accept the bot's secret key.*Nothing was started/,
  ],
  [
    "the subject is unknown",
    { kind: "clerk_error", status: 404, code: "resource_not_found" } as const,
    /may not be acted as any more/,
  ],
  [
    "Clerk refuses for another reason",
    { kind: "clerk_error", status: 422, code: "form_param_invalid" } as const,
    /Clerk would not create the sign-in link\. Nothing was started/,
  ],
  [
    "Clerk has an error of its own",
    { kind: "status", status: 503 } as const,
    /error of its own\. A link may exist, nobody has it, and it dies unused by/,
  ],
  ["Clerk drops the connection", { kind: "drop" } as const, /did not answer\. A link may exist, nobody has it/],
  ["Clerk answers nonsense", { kind: "nonsense" } as const, /could not read\. A link may exist, nobody has it/],
])("%s: the card, carol and alice are told in a sentence of its own, and Retry works", async (_what, how, words) => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "before", times: 1, how });
  await stage.carol.clicks(card, "Approve");
  const failed = await stage.card(words);
  await stage.told(ids.carol, ids.approvals, words);
  await stage.directMessage(words);
  await stage.alice.clicks(failed, "Retry");
  await stage.told(ids.alice, ids.approvals, /your own request/);
  await stage.dave.clicks(failed, "Retry");
  await stage.card(/@dave approved this .* @alice has the link/);
  await stage.directMessage(/@dave approved\. You can sign in/);
});

test("Clerk hangs: after ten seconds the click is answered, and a link may exist", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "after", times: 1, how: { kind: "hang" } });
  await stage.carol.clicks(card, "Approve");
  await stage.card(/did not answer\. A link may exist, nobody has it, and it dies unused by/, 14_000);
  await stage.told(ids.carol, ids.approvals, /A link may exist/);
});

test("a rate limit on the creation is waited out within ten seconds", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "before",
    times: 1,
    how: { kind: "rate_limit", retryAfterS: 3 },
  });
  await stage.carol.clicks(card, "Approve");
  await stage.pass(3);
  await stage.card(/@alice has the link/);
  expect(stage.clerk.actorTokens).toHaveLength(1);
});

test("the offer to retry ends with REQUEST_TTL, and a late click is told so", async () => {
  const stage = await raise({ settings: { REQUEST_TTL: "5m" } });
  const failed = await refusedByPlan(stage);
  stage.clock.advance(300_000);
  await stage.card(/ask again with \/impersonate\.$/);
  await stage.slack.clickStale(ids.dave, failed, "Retry");
  await stage.told(ids.dave, ids.approvals, /The time to retry is over/);
});

test("a Retry is refused while another request for the same user is open", async () => {
  const stage = await raise();
  const failed = await refusedByPlan(stage);
  await stage.ask("/impersonate @bob ticket 4822");
  await stage.carol.clicks(failed, "Retry");
  await stage.told(ids.carol, ids.approvals, /open request for Bob Brown .* already/);
  expect(stage.clerk.actorTokens).toEqual([]);
});
