// Revoke: access is gone for real, exactly that access, and nobody says so before Clerk does.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { MovableClock } from "../../src/sandbox/clock.js";
import { rest } from "../resilience/faults/rest.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

/** Sessions of bob's that are none of ours: his own, an operator's from the dashboard, and one from Clerk's CLI. */
function crowd(stage: Stage): string[] {
  const now = stage.clock.now();
  return Array.from({ length: 30 }, (_, index) => {
    const actor =
      index % 3 === 0
        ? null
        : index % 3 === 1
          ? { sub: "user_2carol", iss: "https://dashboard.clerk.com" }
          : { sub: "cli:alice@acme.example", iss: "clerk-cli" };
    return stage.clerk.startSession("user_2bob", { actor, createdAt: now + 1 + index }).id;
  });
}

test("an unused link is revoked: the token is dead and the link has left the message", async () => {
  const stage = await raise();
  const message = await stage.approved();
  const url = await stage.link();
  // Nobody is in yet, so a slip of the finger is asked about first.
  expect(await stage.alice.clicks(message, "Revoke", { confirms: false })).toMatchObject({ kind: "dismissed" });
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice revoked access .* The link was never opened/);
  await stage.directMessage(/The link was never opened/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
  expect(stage.clerk.browser().open(url)).toMatchObject({ ok: false });
  expect(JSON.stringify(stage.alice.directMessages())).not.toContain("ticket=");
});

test.each([
  ["with the request's id on the session", false],
  ["with only sub and iss on the session", true],
])("of a used link exactly its own session is ended, %s, among 30 others", async (_how, onlySubAndIss) => {
  const stage = await raise();
  stage.clerk.keepOnlyActorSubAndIss = onlySubAndIss;
  const before = crowd(stage);
  const { session, message } = await stage.inUse();
  const others = [...before, ...crowd(stage)];
  // In an emergency no dialog is in the way.
  await stage.alice.clicks(message, "Revoke", { confirms: false });
  await stage.card(/@alice revoked access .* The session is over; Clerk confirmed it/);
  const status = new Map(stage.clerk.sessions.map((each) => [each.id, each.status]));
  expect(status.get(session.id)).toBe("revoked");
  expect(others.map((id) => status.get(id))).toEqual(others.map(() => "active"));
});

test("two requests one after the other each end exactly their own session, told apart without request ids", async () => {
  const stage = await raise();
  stage.clerk.keepOnlyActorSubAndIss = true;
  const { session: first, message } = await stage.inUse();
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/The session is over; Clerk confirmed it/);
  const { session: second, message: again } = await stage.inUse();
  await stage.alice.clicks(again, "Revoke");
  await stage.card(/The session is over; Clerk confirmed it/);
  const revokes = stage.clerk.calls.filter(({ path }) => /\/sessions\/.*\/revoke$/.test(path));
  expect(revokes.map(({ path }) => path.split("/")[3])).toEqual([first.id, second.id]);
});

test("a session that shows three seconds after Clerk said accepted is found and ended", async () => {
  const stage = await raise();
  const message = await stage.approved();
  stage.clerk.sessionsAppearAfterMs = 3_000;
  const opened = stage.clerk.browser().open(await stage.link());
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice pressed Revoke.* Clerk has not confirmed/);
  await stage.directMessage(/Clerk has not confirmed/);
  stage.clock.advance(1_000);
  await stage.clerk.until(
    "the bot has looked again",
    () => stage.clerk.calls.filter(({ path }) => path === "/v1/sessions").length >= 2,
  );
  stage.clock.advance(2_500);
  await stage.card(/@alice revoked access .* The session is over; Clerk confirmed it/);
  expect(stage.clerk.sessions.map(({ id, status }) => ({ id, status }))).toEqual([
    { id: opened.ok && opened.session.id, status: "revoked" },
  ]);
});

test("the end of access is not claimed while Clerk does not answer, and comes later by itself", async () => {
  const stage = await raise();
  const message = await stage.approved();
  stage.clerk.fail({
    operation: "actor_tokens.revoke",
    when: "before",
    times: 2,
    how: { kind: "status", status: 503 },
  });
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk has not confirmed it yet; Understudy keeps asking/);
  await stage.directMessage(/Clerk has not confirmed/);
  expect(JSON.stringify(stage.alice.directMessages())).not.toContain("ticket=");
  await stage.pass(1);
  await stage.pass(2);
  await stage.card(/The link was never opened/);
});

test("a revoke whose answer was lost is settled by asking again", async () => {
  const stage = await raise();
  const message = await stage.approved();
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "after", times: 1, how: { kind: "drop" } });
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk has not confirmed/);
  await stage.pass(1);
  await stage.card(/The link was never opened/);
});

test("carol revokes from the card, and alice is told in a new direct message", async () => {
  const stage = await raise();
  const { message } = await stage.inUse();
  const card = await stage.card(/In use since .*\[Revoke\]/s);
  await stage.carol.clicks(card, "Revoke");
  await stage.card(/@carol revoked access .* The session is over/);
  const told = await stage.directMessage(/You were signed in as Bob Brown\..*@carol revoked access/s);
  expect(told.ts).not.toBe(message.ts);
  await rest(stage);
  expect(stage.alice.directMessages()).toEqual([told]);
});

test("carol approved and can revoke without any look-up, eve cannot revoke", async () => {
  const stage = await raise();
  await stage.approved();
  const card = await stage.card(/@alice has the link/);
  stage.slack.invite(ids.approvals, ids.eve);
  stage.slack.fail({
    method: "conversations.members",
    times: Number.POSITIVE_INFINITY,
    how: { kind: "status", status: 500 },
  });
  stage.slack.fail({ method: "users.info", times: Number.POSITIVE_INFINITY, how: { kind: "status", status: 500 } });
  await stage.eve.clicks(card, "Revoke");
  await stage.told(ids.eve, ids.approvals, /Slack did not answer in time/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
  await stage.carol.clicks(card, "Revoke");
  await stage.card(/@carol revoked access .* The link was never opened/);
});

test("somebody who is no approver cannot revoke", async () => {
  const stage = await raise({ settings: { APPROVERS: ids.carol } });
  await stage.approved();
  const card = await stage.card(/@alice has the link/);
  await stage.dave.clicks(card, "Revoke");
  await stage.told(ids.dave, ids.approvals, /Only approvers can do this/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
});

test("a revoke that comes while the link is being made wins: no link reaches anybody", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "after", times: 1, how: { kind: "delay", ms: 1_500 } });
  await stage.carol.clicks(card, "Approve");
  stage.clock.advance(1_500);
  const making = await stage.card(/creating the link…/);
  await stage.carol.clicks(making, "Revoke");
  await stage.card(/@carol revoked access .* The link was never opened/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
  expect(JSON.stringify(stage.slack.messages)).not.toContain("ticket=");
});

test("what Clerk never confirms closes by time, and says so", async () => {
  const stage = await raise();
  const message = await stage.approved();
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how: { kind: "status", status: 500 } });
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk has not confirmed/);
  // Link, session, a minute, and an hour by which the clock may be wrong.
  stage.clock.advance(102 * 60_000);
  await stage.card(/Clerk never confirmed that access ended/);
});

test("a session that Clerk's list leaves out just when alice revokes is ended by its id before access is called over", async () => {
  const stage = await raise();
  const { session, message } = await stage.inUse();
  stage.clerk.hideSession(session.id, 60_000);
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice revoked access .*The session is over; Clerk confirmed it/s);
  expect(stage.clerk.sessions.map(({ status }) => status)).toEqual(["revoked"]);
});

test("a session that Clerk's list leaves out once stays in use", async () => {
  const stage = await raise();
  const { session } = await stage.inUse();
  stage.clerk.hideSession(session.id, 15_500);
  const looks = () => stage.clerk.calls.filter(({ operation }) => operation === "sessions.list").length;
  const before = looks();
  stage.clock.advance(15_000);
  await stage.clerk.until("it was looked for again, a second after it was left out", () => looks() > before + 1);
  await stage.card(/In use since/);
  expect(stage.clerk.sessions.map(({ status }) => status)).toEqual(["active"]);
});

test("a session that Clerk lists late is waited for also where the machine's clock goes an hour ahead meanwhile", async () => {
  const stage = await raise({ botClock: new MovableClock() });
  const message = await stage.approved();
  stage.clerk.sessionsAppearAfterMs = 3_000;
  stage.clerk.browser().open(await stage.link());
  await stage.alice.clicks(message, "Revoke");
  await stage.directMessage(/Clerk has not confirmed/);
  stage.sandbox.botClock.advance(3_600_000);
  stage.clock.advance(3_000);
  await stage.card(/@alice revoked access .*The session is over; Clerk confirmed it/s);
  expect(stage.clerk.sessions.map(({ status }) => status)).toEqual(["revoked"]);
});
