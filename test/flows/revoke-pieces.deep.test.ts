// Revoke goes straight to the sessions that are known, whatever the token's revoke says, and asks again for the rest alone.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import type { How, Operation } from "../../src/sandbox/clerk/faults.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

const alive = ({ clerk }: Stage) => clerk.sessions.filter(({ status }) => status === "active");
const asked = ({ clerk }: Stage, operation: Operation) =>
  clerk.calls.filter((call) => call.operation === operation).length;

const answers: readonly (readonly [string, How])[] = [
  ["503", { kind: "status", status: 503 }],
  ["a rate limit of an hour", { kind: "rate_limit", retryAfterS: 3_600 }],
  ["a 400 with a code of its own", { kind: "clerk_error", status: 400, code: "actor_token_invalid" }],
  ["a 400 without a code", { kind: "status", status: 400 }],
  ["a 403", { kind: "clerk_error", status: 403, code: "authorization_invalid" }],
  ["nothing at all", { kind: "hang" }],
];

test.each(answers)(
  "a session in use is over at once, though the token's revoke is answered with %s",
  async (_, how) => {
    const stage = await raise();
    const { message } = await stage.inUse();
    stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how });
    await stage.alice.clicks(message, "Revoke");
    await stage.card(/@alice revoked access .*The session is over; Clerk confirmed it/s, 4_000);
    expect(alive(stage)).toEqual([]);
  },
);

test.each(answers.slice(0, 5))(
  "so is one that nobody has seen yet, where the token's revoke is answered with %s",
  async (_, how) => {
    const stage = await raise();
    const message = await stage.approved();
    stage.clerk.browser().open(await stage.link());
    stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how });
    await stage.alice.clicks(message, "Revoke");
    await stage.card(/@alice revoked access .*The session is over; Clerk confirmed it/s);
  },
);

test("a session without the request's id does not prove that its link was opened: the token is asked for again", async () => {
  const stage = await raise();
  stage.clerk.keepOnlyActorSubAndIss = true;
  const { message } = await stage.inUse();
  stage.clerk.fail({
    operation: "actor_tokens.revoke",
    when: "before",
    times: 1,
    how: { kind: "status", status: 503 },
  });
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice pressed Revoke.*Clerk has not confirmed/s);
  await stage.clerk.until("the session is over", () => alive(stage).length === 0, 4_000);
  await stage.pass(1);
  await stage.card(/@alice revoked access .*The session is over; Clerk confirmed it/s);
  expect(asked(stage, "sessions.revoke")).toBe(1);
  expect(asked(stage, "actor_tokens.revoke")).toBe(2);
});

const unavailable = { kind: "status", status: 503 } as const;

test("what Clerk confirmed is remembered, also over a restart: the next try asks for the rest alone", async () => {
  const stage = await raise();
  const { message } = await stage.inUse();
  stage.clerk.fail({ operation: "sessions.list", when: "before", how: unavailable });
  await stage.alice.clicks(message, "Revoke");
  await stage.directMessage(/Clerk has not confirmed/);
  expect(alive(stage)).toEqual([]);
  await stage.sandbox.stopBot();
  const before = stage.clerk.calls.length;
  stage.clerk.clearFaults();
  await stage.sandbox.startBot();
  await stage.card(/The session is over; Clerk confirmed it/);
  const since = stage.clerk.calls.slice(before).map(({ operation }) => operation);
  // The start's look at the key, and the list that was missing.
  expect(since).toEqual(["users.list", "sessions.list"]);
});

test("a session that Clerk did not end is asked for again, and the token is not", async () => {
  const stage = await raise();
  const { message } = await stage.inUse();
  stage.clerk.fail({ operation: "sessions.revoke", when: "before", times: 1, how: unavailable });
  stage.clerk.fail({ operation: "sessions.list", when: "before", times: 1, how: unavailable });
  await stage.alice.clicks(message, "Revoke");
  await stage.directMessage(/Clerk has not confirmed/);
  await stage.pass(1);
  await stage.card(/The session is over; Clerk confirmed it/);
  expect(asked(stage, "sessions.revoke")).toBe(2);
  expect(asked(stage, "actor_tokens.revoke")).toBe(1);
});

test("a revoke that Clerk wants to wait an hour is tried again within half a minute", async () => {
  const stage = await raise();
  const message = await stage.approved();
  stage.clerk.fail({
    operation: "*",
    when: "before",
    times: 1,
    how: { kind: "rate_limit", retryAfterS: 3_600 },
  });
  await stage.alice.clicks(message, "Revoke");
  await stage.directMessage(/Clerk has not confirmed/);
  await stage.card(/Clerk has not confirmed.*\[Revoke\]/s);
  stage.clock.advance(29_000);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["pending"]);
  stage.clock.advance(1_000);
  await stage.card(/The link was never opened/);
});

test.each(["alice", "dave"] as const)("pressed again by %s, Revoke is tried at once", async (person) => {
  const stage = await raise();
  const message = await stage.approved();
  const how = { kind: "rate_limit", retryAfterS: 3_600 } as const;
  stage.clerk.fail({ operation: "*", when: "before", times: 1, how });
  await stage.alice.clicks(message, "Revoke");
  const card = await stage.card(/Clerk has not confirmed.*\[Revoke\]/s);
  await stage.directMessage(/Clerk has not confirmed/);
  const again = person === "dave" ? card : await stage.directMessage(/Clerk has not confirmed.*\[Revoke\]/s);
  await stage[person].clicks(again, "Revoke");
  await stage.card(/@alice revoked access .*The link was never opened/s, 3_000);
});

test("somebody who presses Revoke without end asks Clerk every two seconds, and keeps nobody else's revoke waiting", async () => {
  const stage = await raise();
  const message = await stage.approved();
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how: unavailable });
  for (let press = 0; press < 50; press += 1) {
    await stage.slack.clickStale(ids.alice, message, "Revoke");
  }
  expect(asked(stage, "actor_tokens.revoke")).toBeLessThan(10);
  stage.clerk.clearFaults();
  await stage.card(/@alice revoked access .*The link was never opened/s, 3_000);
});

test("somebody who is no approver can't press Revoke again either", async () => {
  const stage = await raise({ settings: { APPROVERS: ids.carol } });
  const message = await stage.approved();
  const how = { kind: "rate_limit", retryAfterS: 3_600 } as const;
  stage.clerk.fail({ operation: "*", when: "before", times: 1, how });
  await stage.alice.clicks(message, "Revoke");
  const card = await stage.card(/Clerk has not confirmed.*\[Revoke\]/s);
  await stage.directMessage(/Clerk has not confirmed/);
  await stage.dave.clicks(card, "Revoke");
  await stage.told(ids.dave, ids.approvals, /Only approvers can do this/);
  expect(asked(stage, "actor_tokens.revoke")).toBe(1);
});

test("a session is ended at its deadline though Clerk gives no list of sessions", async () => {
  const stage = await raise({ settings: { SESSION_DURATION: "5m" } });
  const { session } = await stage.inUse();
  const later = session.expireAt + 3_600_000;
  Object.assign(session, { expireAt: later, abandonAt: later });
  stage.clerk.fail({ operation: "sessions.list", when: "before", how: unavailable });
  stage.clock.advance(300_000);
  await stage.clerk.until("the session is over", () => alive(stage).length === 0);
  await stage.card(/In use since/);
  stage.clerk.clearFaults();
  stage.clock.advance(15_000);
  await stage.card(/reached its time limit/);
});

test("a link that was opened in its last seconds is seen in use, though Clerk does not answer for its token", async () => {
  const stage = await raise();
  await stage.approved();
  const url = await stage.link();
  stage.clock.advance(590_000);
  stage.clerk.sessionsAppearAfterMs = 15_000;
  stage.clerk.browser().open(url);
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how: unavailable });
  stage.clock.advance(10_000);
  await stage.card(/Link expired: checking whether it was opened/);
  stage.clock.advance(15_000);
  await stage.card(/In use since .*\[Revoke\]/s);
});
