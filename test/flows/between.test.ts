// What changes between the request and the approval: then you did not get a link.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { auditIn } from "../resilience/faults/record.js";
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

const notAlice = (why: string) => new RegExp(`@alice, who asked, can't get access any more: ${why}`);

test.each([
  [
    "alice is deactivated",
    (stage: Stage) => stage.slack.updatePerson(ids.alice, { deleted: true }),
    notAlice("they are no longer an active, full member"),
    (stage: Stage) => stage.slack.updatePerson(ids.alice, { deleted: false }),
  ],
  [
    "alice becomes a guest",
    (stage: Stage) => stage.slack.updatePerson(ids.alice, { isRestricted: true }),
    notAlice("they are no longer an active, full member"),
    (stage: Stage) => stage.slack.updatePerson(ids.alice, { isRestricted: false }),
  ],
  [
    "alice's Slack email becomes another's",
    (stage: Stage) => stage.slack.updatePerson(ids.alice, { email: "other@acme.example" }),
    notAlice("their Slack email no longer belongs to the same Clerk user"),
    (stage: Stage) => stage.slack.updatePerson(ids.alice, { email: "alice@acme.example" }),
  ],
  [
    "alice is banned in Clerk",
    (stage: Stage) => stage.clerk.ban("user_2alice"),
    notAlice("their Clerk user is banned"),
    (stage: Stage) => stage.clerk.unban("user_2alice"),
  ],
  [
    "alice is deprovisioned",
    (stage: Stage) => stage.clerk.deprovision("user_2alice"),
    notAlice("their Clerk user is deprovisioned"),
    (stage: Stage) => stage.clerk.reprovision("user_2alice"),
  ],
  [
    "bob is banned",
    (stage: Stage) => stage.clerk.ban("user_2bob"),
    /This user is banned in Clerk/,
    (stage: Stage) => stage.clerk.unban("user_2bob"),
  ],
  [
    "bob is locked",
    (stage: Stage) => stage.clerk.lock("user_2bob"),
    /This user is locked in Clerk/,
    (stage: Stage) => stage.clerk.unlock("user_2bob"),
  ],
  [
    "bob is deprovisioned",
    (stage: Stage) => stage.clerk.deprovision("user_2bob"),
    /This user is deprovisioned in Clerk: a directory keeps them from signing in/,
    (stage: Stage) => stage.clerk.reprovision("user_2bob"),
  ],
  [
    "Slack tells nobody of alice",
    (stage: Stage) =>
      stage.slack.fail({
        method: "users.info",
        how: { kind: "status", status: 503 },
        match: ({ user }) => user === ids.alice,
      }),
    /Slack did not answer in time/,
    () => {},
  ],
  [
    "Clerk does not answer",
    // The actor and the subject are looked up, and each is asked for a second time.
    (stage: Stage) => stage.clerk.fail({ operation: "users.get", when: "before", times: 4, how: { kind: "drop" } }),
    /Clerk did not answer, so nothing was started/,
    () => {},
  ],
])("%s: carol is told, no token is asked for, and the request waits until it is right again", async (...row) => {
  const [, change, words, undo] = row;
  const stage = await raise();
  const card = await stage.ask();
  change(stage);
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, words);
  await stage.stillPending();
  expect(stage.clerk.calls.filter(({ operation }) => operation === "actor_tokens.create")).toEqual([]);
  undo(stage);
  stage.clock.advance(3_000);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/@alice has the link/);
});

test("bob is gone: carol is told, and the request waits", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.deleteUser("user_2bob");
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, /No Clerk user has the id user_2bob/);
  await stage.stillPending();
});

test("bob becomes protected between request and approval: no link", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.sandbox.settings = { ...stage.sandbox.settings, PROTECTED_SUBJECTS: "bob@customer.example" };
  await stage.sandbox.restartBot();
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, /This user is protected/);
  await stage.stillPending();
});

test("carol was deactivated since her last click: no token is made", async () => {
  const stage = await raise();
  await stage.carol.clicks(await stage.ask(), "Approve");
  const message = await stage.directMessage(/\[Open as Bob Brown\]/);
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/The link was never opened/);
  const card = await stage.ask();
  stage.slack.updatePerson(ids.carol, { deleted: true });
  stage.clock.advance(3_000);
  await stage.carol.forges(card, { actionId: "approve", value: stage.requestIdOf(card) });
  await stage.told(ids.carol, ids.approvals, /account is deactivated/);
  await stage.card(/Waiting for approval/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
});

test.each([
  ["banned", (stage: Stage) => stage.clerk.ban("user_2bob"), /this user is banned, locked, or deleted/],
  ["gone", (stage: Stage) => stage.clerk.deleteUser("user_2bob"), /this user is banned, locked, or deleted/],
  ["deprovisioned", (stage: Stage) => stage.clerk.deprovision("user_2bob"), /this user is deprovisioned/],
])("Clerk refuses the creation, as bob was %s after the checks: the card says so", async (_what, change, words) => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "before",
    times: 1,
    how: { kind: "clerk_error", status: 422, code: "form_param_invalid" },
  });
  let isChanged = false;
  stage.clerk.watch(({ operation }) => {
    if (operation === "actor_tokens.create" && !isChanged) change(stage);
    isChanged ||= operation === "actor_tokens.create";
    return "goes on";
  });
  await stage.carol.clicks(card, "Approve");
  await stage.card(words);
});

test("while the link waits out a rate limit carol loses her right: the link goes nowhere, and is revoked", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "rate_limit", retryAfterS: 8 }, match: holdsALink });
  await stage.carol.clicks(card, "Approve");
  await stage.slack.until("Slack said when to come again", () =>
    stage.slack.calls.some(({ fault, status }) => fault === "rate_limit" && status === 429),
  );
  stage.slack.kick(ids.approvals, ids.carol);
  await stage.pass(8);
  await stage.slack.until("dave sees why", () =>
    stage.dave
      .messages(ids.approvals)
      .some((each) => /Something that was checked for this request changed.*\[Retry\]/s.test(stage.dave.reads(each))),
  );
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
  expect(JSON.stringify(stage.slack.messages)).not.toContain("ticket=");
  expect(auditIn(stage.sandbox)).toContainEqual(
    expect.objectContaining({ action: "deliver.link", outcome: "not_allowed", detail: '{"reason":"not_approver"}' }),
  );
});

test.each([
  [
    "refused",
    { kind: "error", error: "messages_tab_disabled" } as const,
    "before" as const,
    /Slack refused .* direct messages with the app are turned off\. Ask your admin/,
  ],
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
    await stage.directMessage(/was approved, but you did not get a link/);
    expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
    expect(stage.slack.calls.filter(({ args }) => holdsALink(args))).toHaveLength(1);
  },
);

test.each([
  [2, 0],
  [8, 1],
])(
  "a rate limit of %d s on the message with the link is waited out, with %d more round of checks",
  async (retryAfterS, rounds) => {
    const stage = await raise();
    const card = await stage.ask();
    stage.slack.fail({ method: "chat.postMessage", how: { kind: "rate_limit", retryAfterS }, match: holdsALink });
    await stage.carol.clicks(card, "Approve");
    await stage.pass(retryAfterS);
    await stage.card(/@alice has the link/);
    expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
    expect(stage.clerk.calls.filter(({ operation }) => operation === "users.get")).toHaveLength(2 + 2 * rounds);
  },
);

test("checks that took more than five seconds are made again before the decision", async () => {
  const stage = await raise();
  const card = await stage.ask();
  const lookUps = () =>
    stage.slack.calls.filter(({ args, status }) => args.user === ids.carol && status === 200).length;
  const before = lookUps();
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  stage.clerk.watch(async ({ operation }) => {
    if (operation === "users.get") await held;
    return "goes on" as const;
  });
  await stage.carol.clicks(card, "Approve");
  await stage.slack.until("Slack said that carol may", () => lookUps() > before);
  stage.slack.updatePerson(ids.carol, { deleted: true });
  stage.clock.advance(5_001);
  letThrough();
  await stage.told(ids.carol, ids.approvals, /account is deactivated/);
  await stage.stillPending();
});

test("while Clerk's rate limit on the creation is waited out carol loses her right: no token is made", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "before",
    times: 1,
    how: { kind: "rate_limit", retryAfterS: 7 },
  });
  await stage.carol.clicks(card, "Approve");
  await stage.clerk.until("Clerk said when to come again", () =>
    stage.clerk.calls.some(({ operation, status }) => operation === "actor_tokens.create" && status === 429),
  );
  stage.slack.kick(ids.approvals, ids.carol);
  await stage.pass(7);
  await stage.slack.until("dave sees why", () =>
    stage.dave
      .messages(ids.approvals)
      .some((each) => /Something that was checked for this request changed.*\[Retry\]/s.test(stage.dave.reads(each))),
  );
  expect(stage.clerk.actorTokens).toEqual([]);
  expect(auditIn(stage.sandbox)).toContainEqual(
    expect.objectContaining({
      action: "actor_token.create",
      outcome: "no_longer_allowed",
      detail: '{"reason":"not_approver"}',
    }),
  );
});

test("Retry is checked like an approval: a refusal leaves it as it was", async () => {
  const stage = await raise();
  const failed = await refusedByPlan(stage);
  stage.clerk.ban("user_2bob");
  stage.clock.advance(3_000);
  await stage.carol.clicks(failed, "Retry");
  await stage.told(ids.carol, ids.approvals, /This user is banned in Clerk/);
  await stage.card(/\[Retry\]/);
  stage.clerk.unban("user_2bob");
  stage.clock.advance(3_000);
  await stage.carol.clicks(failed, "Retry");
  await stage.card(/@alice has the link/);
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
  await stage.told(ids.alice, lost.channel, /This link no longer works/);
});

test.each([
  [
    "the plan lacks impersonation",
    { kind: "clerk_error", status: 402, code: "unsupported_subscription_plan_features" } as const,
    /not part of your Clerk plan\./,
  ],
  [
    "the month's impersonations are used up",
    { kind: "clerk_error", status: 422, code: "impersonation_limit_exceeded" } as const,
    /impersonation limit is used up/,
  ],
  [
    "the key is wrong",
    { kind: "clerk_error", status: 401, code: "clerk_key_invalid" } as const,
    /does not accept Understudy's key/,
  ],
  [
    "the subject is unknown",
    { kind: "clerk_error", status: 404, code: "resource_not_found" } as const,
    /this user is banned, locked, or deleted/,
  ],
  [
    "Clerk refuses for another reason",
    { kind: "clerk_error", status: 422, code: "form_param_invalid" } as const,
    /Clerk refused to create the link/,
  ],
  [
    "Clerk has a server error",
    { kind: "status", status: 503 } as const,
    /server error\. A link may have been created. Nobody has it/,
  ],
  [
    "Clerk drops the connection",
    { kind: "drop" } as const,
    /did not answer\. A link may have been created. Nobody has it/,
  ],
  [
    "Clerk answers nonsense",
    { kind: "nonsense" } as const,
    /could not read\. A link may have been created. Nobody has it/,
  ],
])("%s: the card and alice's message say so in a sentence of its own, and Retry works", async (_what, how, words) => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "before", times: 1, how });
  await stage.carol.clicks(card, "Approve");
  const failed = await stage.card(words);
  await stage.directMessage(words);
  await stage.alice.clicks(failed, "Retry");
  await stage.told(ids.alice, ids.approvals, /your own request/);
  await stage.dave.clicks(failed, "Retry");
  await stage.card(/@dave approved .* @alice has the link/s);
  await stage.directMessage(/@dave approved\. You can sign in/);
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
  await stage.card(/Failed · (?!.*\[Retry\])/s);
  await stage.slack.clickStale(ids.dave, failed, "Retry");
  await stage.told(ids.dave, ids.approvals, /too late to retry/);
});

test("a Retry is refused while another request for the same user is open", async () => {
  const stage = await raise();
  const failed = await refusedByPlan(stage);
  await stage.ask("/impersonate @bob ticket 4822");
  await stage.carol.clicks(failed, "Retry");
  await stage.told(ids.carol, ids.approvals, /already have an open request for Bob Brown/);
  expect(stage.clerk.actorTokens).toEqual([]);
});
