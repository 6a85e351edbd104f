// Sessions by the same actor that are not the link's, as from an actor token that the customer's own backend made: what they
// come to says nothing about the link.
import { afterEach, expect, test } from "vitest";
import { rest } from "../resilience/faults/rest.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

/** A session of the subject's by the same actor, without a request's id: the card takes it for the link's. */
async function foreignSession(stage: Stage) {
  const session = stage.clerk.startSession("user_2bob", { actor: { sub: "user_2alice" } });
  stage.clock.advance(15_000);
  await stage.card(/In use since/);
  return { session, message: await stage.directMessage(/In use since .*\[Revoke\]/s) };
}

const statuses = ({ clerk }: Stage) => clerk.actorTokens.map(({ status }) => status);

test("a revoke is not confirmed by the end of such a session while Clerk does not say that the link is dead", async () => {
  const stage = await raise();
  await stage.approved();
  const url = await stage.link();
  const { message } = await foreignSession(stage);
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how: { kind: "status", status: 400 } });
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice pressed Revoke.*Clerk has not confirmed/s);
  // The link works still, and what comes of it is ended.
  stage.clerk.browser().open(url);
  stage.clock.advance(15_000);
  await stage.card(/The session is over; Clerk confirmed it/);
  expect(stage.clerk.sessions.filter(({ status }) => status === "active")).toEqual([]);
});

test("a revoke is not confirmed by the end of such a session while the link's own is not listed yet", async () => {
  const stage = await raise();
  await stage.approved();
  const url = await stage.link();
  const { message } = await foreignSession(stage);
  stage.clerk.sessionsAppearAfterMs = 20_000;
  stage.clerk.browser().open(url);
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice pressed Revoke.*Clerk has not confirmed/s);
  await rest(stage);
  stage.clock.advance(20_000);
  await stage.card(/The session is over; Clerk confirmed it/);
  expect(stage.clerk.sessions.filter(({ status }) => status === "active")).toEqual([]);
});

test("a link that nobody has used is dead before the end of such a session ends its request", async () => {
  const stage = await raise();
  await stage.approved();
  const { session } = await foreignSession(stage);
  stage.clerk.revokeSession(session.id);
  stage.clock.advance(15_000);
  await stage.card(/Someone ended the session in Clerk/);
  expect(statuses(stage)).toEqual(["revoked"]);
});

test("while Clerk does not take the revoke of that link, the card offers Revoke", async () => {
  const stage = await raise();
  await stage.approved();
  const { session } = await foreignSession(stage);
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", how: { kind: "status", status: 503 } });
  stage.clerk.revokeSession(session.id);
  stage.clock.advance(15_000);
  await stage.clerk.until("Clerk was asked", () =>
    stage.clerk.calls.some(({ operation, status }) => operation === "actor_tokens.revoke" && status === 503),
  );
  await rest(stage);
  await stage.card(/In use since .*\[Revoke\]/s);
  stage.clerk.clearFaults();
  stage.clock.advance(15_000);
  await stage.card(/Someone ended the session in Clerk/);
  expect(statuses(stage)).toEqual(["revoked"]);
});

test("at the time limit of such a session the link is dead too", async () => {
  const stage = await raise({ settings: { SESSION_DURATION: "5m", LINK_TTL: "1h" } });
  await stage.approved();
  await foreignSession(stage);
  stage.clock.advance(300_000);
  await stage.card(/reached its time limit|session as expired/);
  expect(statuses(stage)).toEqual(["revoked"]);
});
