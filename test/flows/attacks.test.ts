// Tricks with timing, troubled neighbours and second accounts: no link and no claim that should not be.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, holdsALink, raise, type Stage } from "./stage.js";

afterEach(curtain);

function linkPosts(stage: Stage) {
  return stage.slack.calls.filter(({ method, args }) => method === "chat.postMessage" && holdsALink(args));
}

/** dave's request for beth, waiting beside whatever else there is. */
async function daveAsks(stage: Stage) {
  await stage.dave.types(ids.general, "/impersonate @beth ticket 2");
  return stage.card(/@dave wants .*\[Approve\]/s);
}

test("a revoke while the link's post waits out a rate limit: its token dies at once, and the link is never posted", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "rate_limit", retryAfterS: 20 }, match: holdsALink });
  await stage.carol.clicks(card, "Approve");
  const making = await stage.card(/creating the link…/);
  await stage.slack.until("the post was refused", () => linkPosts(stage).some(({ status }) => status === 429));
  await stage.carol.clicks(making, "Revoke");
  await stage.card(/@carol revoked access .* The link was never opened/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
  stage.clock.advance(20_000);
  await stage.sandbox.stopBot();
  expect(linkPosts(stage)).toHaveLength(1);
});

test("a revoke while Clerk makes the link: no link is posted", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "after",
    times: 1,
    how: { kind: "delay", ms: 1_500 },
  });
  await stage.carol.clicks(card, "Approve");
  const making = await stage.card(/creating the link…/);
  await stage.carol.clicks(making, "Revoke");
  await stage.card(/@carol revoked access .* The link was never opened/);
  await stage.sandbox.stopBot();
  expect(linkPosts(stage)).toEqual([]);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
});

test("a gateway's 404 proves nothing: a revoke waits for Clerk itself", async () => {
  const stage = await raise();
  const { message, session } = await stage.inUse();
  stage.clerk.fail({ operation: "*", when: "before", how: { kind: "status", status: 404 } });
  await stage.alice.clicks(message, "Revoke");
  await stage.directMessage(/Clerk has not confirmed/);
  expect(session.status).toBe("active");
  stage.clerk.clearFaults();
  await stage.pass(1);
  await stage.card(/Clerk confirmed it/);
  expect(session.status).toBe("revoked");
});

test("a gateway's 404 in the middle of use closes nothing", async () => {
  const stage = await raise();
  await stage.inUse();
  stage.clerk.fail({ operation: "sessions.list", times: 1, when: "before", how: { kind: "status", status: 404 } });
  await stage.pass(15);
  await stage.pass(1);
  await stage.card(/In use since .*\[Revoke\]/s);
});

test.each([
  ["public, where anybody can join", { kind: "public" } as const, /is public, so anybody could join/],
  ["shared with another organization", { isExtShared: true } as const, /is shared with another organization/],
  ["archived", { isArchived: true } as const, /is archived/],
])("the channel is %s since an earlier click: an approval there gives no link", async (_what, change, words) => {
  const stage = await raise();
  await stage.approved();
  const card = await daveAsks(stage);
  stage.slack.updateChannel(ids.approvals, change);
  stage.clock.advance(3_000);
  await stage.carol.clicks(card, "Approve");
  await stage.told(ids.carol, ids.approvals, words);
  expect(linkPosts(stage)).toHaveLength(1);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
});

test("carol was deactivated since an earlier click: she denies nothing", async () => {
  const stage = await raise();
  await stage.approved();
  const card = await daveAsks(stage);
  await stage.carol.clicks(card, "Deny");
  const form = await stage.slack.until("the form", () => stage.carol.modal());
  stage.slack.updatePerson(ids.carol, { deleted: true });
  await stage.slack.sendRaw("interactive", {
    type: "view_submission",
    user: { id: ids.carol, team_id: stage.slack.team.id },
    team: { id: stage.slack.team.id },
    trigger_id: "1.2.3",
    api_app_id: stage.slack.bot.appId,
    view: {
      id: form.viewId,
      callback_id: form.callbackId,
      private_metadata: form.privateMetadata,
      state: { values: {} },
    },
  });
  await stage.slack.until("the attempt is over", () =>
    stage.slack.calls.some(({ method, status }) => method === "views.update" && status !== undefined),
  );
  expect(stage.dave.reads(stage.slack.as(ids.dave).messages(ids.approvals).at(-1) ?? card)).toMatch(
    /\[Approve\] \[Deny\]/,
  );
});

test("the form that came back with a refusal and is sent again makes a request of its own", async () => {
  const stage = await raise();
  await stage.alice.types(ids.general, "/impersonate");
  const form = await stage.slack.until("the form", () => stage.alice.modal());
  stage.slack.fail({
    method: "chat.postMessage",
    how: { kind: "error", error: "restricted_action" },
    match: ({ channel }) => channel === ids.approvals,
  });
  await stage.alice.submits(form, { who: "@bob", reason: "ticket 4821" });
  const again = await stage.slack.until("the form with the reason why not", () => {
    const view = stage.alice.modal();
    return view !== undefined && /does not let Understudy post/.test(stage.alice.reads(view)) ? view : undefined;
  });
  await stage.alice.submits(again);
  await stage.card(/Bob Brown .*\[Approve\]/s);
});

test("a click that is quicker than the scheduler decides nothing after the deadline", async () => {
  const stage = await raise();
  const card = await stage.ask();
  await stage.sandbox.stopBot();
  stage.clock.advance(3_600_001);
  stage.slack.fail({ method: "chat.update", how: { kind: "status", status: 500 }, times: 3 });
  await stage.sandbox.startBot();
  await stage.slack.clickStale(ids.carol, card, "Approve");
  await stage.told(ids.carol, ids.approvals, /Nobody decided on this request by/);
  expect(stage.clerk.actorTokens).toEqual([]);
});

test("a long Retry-After on a look does not keep the link past its deadline", async () => {
  const stage = await raise();
  await stage.approved();
  stage.clerk.fail({
    operation: "sessions.list",
    times: 1,
    when: "before",
    how: { kind: "rate_limit", retryAfterS: 3_600 },
  });
  await stage.pass(15);
  await stage.clerk.until("the look was refused", () => stage.clerk.calls.some(({ status }) => status === 429));
  stage.clock.advance(600_000);
  await stage.directMessage(/Link expired: checking|The link expired/);
  expect(JSON.stringify(stage.alice.directMessages())).not.toContain("ticket=");
  // What ends access waits half a minute at most, whatever Clerk asks for.
  stage.clock.advance(30_000);
  await stage.directMessage(/The link expired/);
});

test("Retry is taken while alice is still being told of the failure", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({
    method: "chat.postMessage",
    how: { kind: "error", error: "messages_tab_disabled" },
    match: holdsALink,
  });
  stage.clerk.fail({
    operation: "actor_tokens.revoke",
    when: "before",
    times: 1,
    how: { kind: "status", status: 503 },
  });
  await stage.carol.clicks(card, "Approve");
  await stage.card(/Waiting for Clerk to confirm that it is revoked/);
  stage.slack.fail({
    method: "chat.postMessage",
    how: { kind: "hang", ms: 2_000 },
    match: ({ text }) => /you did not get a link/.test(String(text)),
  });
  await stage.pass(1);
  await stage.carol.clicks(await stage.card(/\[Retry\]/), "Retry");
  await stage.card(/@alice has the link/);
});

test("alice's second Slack account is no second actor: one open request for the same user", async () => {
  const stage = await raise();
  stage.slack.addPerson({ id: "U0ALICE2", name: "alice2", realName: "Alice Two", email: "alice.two@acme.example" });
  stage.slack.invite(ids.general, "U0ALICE2");
  stage.clerk.deleteUser("user_2alice");
  stage.clerk.addUser({
    id: "user_2alicex",
    email: "alice@acme.example",
    otherEmails: [{ address: "alice.two@acme.example", verified: true }],
  });
  await stage.ask();
  await stage.slack.as("U0ALICE2").types(ids.general, "/impersonate @bob once more");
  await stage.told("U0ALICE2", ids.general, /already have an open request for Bob Brown/);
});

test("a click makes a message known whose post was never answered, and the link leaves it, also when Clerk is down", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "drop" }, when: "after", match: holdsALink });
  // An app that was installed before it asked for the right to look for its own messages.
  stage.slack.fail({
    method: "conversations.history",
    times: Number.POSITIVE_INFINITY,
    how: { kind: "error", error: "missing_scope" },
  });
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how: { kind: "status", status: 500 } });
  await stage.carol.clicks(card, "Approve");
  await stage.card(/The link did not arrive/);
  const lost = await stage.directMessage(/\[Open as Bob Brown\]/);
  await stage.alice.clicks(lost, "Open as Bob Brown");
  await stage.slack.until("the link has left it", () => !holdsALink(stage.alice.directMessages()));
});

test("the message with the link of an earlier attempt is deleted, and the newer one stays", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.slack.fail({ method: "chat.postMessage", how: { kind: "drop" }, when: "after", match: holdsALink });
  await stage.carol.clicks(card, "Approve");
  const failed = await stage.card(/\[Retry\]/);
  const old = await stage.directMessage(/\[Open as Bob Brown\]/);
  await stage.carol.clicks(failed, "Retry");
  await stage.card(/@alice has the link/);
  await stage.slack.clickStale(ids.alice, old, "Open as Bob Brown");
  await stage.slack.until("the old message is gone", () =>
    stage.alice.directMessages().every(({ ts }) => ts !== old.ts),
  );
  const withLinks = stage.alice.directMessages().filter(holdsALink);
  expect(withLinks.map(({ ts }) => ts)).not.toContain(old.ts);
  expect(withLinks).toHaveLength(1);
});

test("what Clerk never answers about closes by time, and says so", async () => {
  const stage = await raise();
  await stage.inUse();
  stage.clerk.fail({ operation: "*", when: "before", how: { kind: "status", status: 500 } });
  stage.clock.advance(5 * 3_600_000);
  await stage.card(/Clerk never confirmed that access ended/);
});

test("an approver whose profile shows no email cannot be told from alice, and is refused", async () => {
  const stage = await raise();
  stage.slack.addPerson({ id: "U0NOMAIL", name: "nomail", realName: "No Mail" });
  stage.slack.invite(ids.approvals, "U0NOMAIL");
  const card = await stage.ask();
  await stage.slack.as("U0NOMAIL").clicks(card, "Approve");
  await stage.told("U0NOMAIL", ids.approvals, /Your Slack profile has no confirmed email/);
  await stage.stillPending();
});
