// The two clocks: a link that nobody uses dies, a session that is over closes the request, each within two seconds.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, holdsALink, raise } from "./stage.js";

afterEach(curtain);

test("an unused link dies at its deadline: it leaves its message, and Clerk is told", async () => {
  const stage = await raise();
  await stage.approved();
  stage.clock.advance(600_000);
  await stage.card(/Expired .* The link was never opened/s);
  await stage.directMessage(/The link expired/);
  expect(JSON.stringify(stage.alice.directMessages())).not.toContain("ticket=");
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
});

test("a link opened in the last seconds before its deadline is seen as used", async () => {
  const stage = await raise();
  await stage.approved();
  const url = await stage.link();
  stage.clock.advance(580_000);
  stage.clerk.sessionsAppearAfterMs = 5_000;
  expect(stage.clerk.browser().open(url)).toMatchObject({ ok: true });
  stage.clock.advance(20_500);
  await stage.card(/The link was opened\. Looking for its session|In use since/);
  stage.clock.advance(20_000);
  await stage.card(/In use since .*\[Revoke\]/s);
});

test("at the deadline the link leaves its message also while Clerk does not answer", async () => {
  const stage = await raise();
  await stage.approved();
  stage.clerk.fail({
    operation: "actor_tokens.revoke",
    when: "before",
    times: 2,
    how: { kind: "status", status: 503 },
  });
  stage.clock.advance(600_000);
  await stage.card(/Link expired: checking whether it was opened/);
  await stage.directMessage(/Link expired: checking whether it was opened/);
  expect(JSON.stringify(stage.alice.directMessages())).not.toContain("ticket=");
  await stage.pass(1);
  await stage.pass(2);
  await stage.card(/Expired /);
});

test("use is seen without a click on the button, with when and from where", async () => {
  const stage = await raise({ settings: { SESSION_POLL: "15s" } });
  await stage.approved();
  const url = await stage.link();
  stage.clock.advance(120_000);
  stage.clerk.browser({ city: "Lyon", country: "FR", browserName: "Safari" }).open(url);
  stage.clock.advance(15_000);
  await stage.card(/In use since .* from Lyon, FR · Safari/);
  await stage.slack.until("the link is gone", () => !holdsALink(stage.alice.directMessages()));
});

test.each([
  ["alice signs out", (browser: { signOut(): void }) => browser.signOut(), 15_000, /lists the session as signed out/],
  ["nobody does anything for ten minutes", () => {}, 620_000, /lists the session as expired/],
])("%s: the request closes by itself", async (_what, act, waitMs, words) => {
  const stage = await raise();
  const { browser } = await stage.inUse();
  act(browser);
  stage.clock.advance(waitMs);
  await stage.card(words);
  await stage.directMessage(words);
});

test("somebody ends the session at Clerk: alice is told in a new direct message", async () => {
  const stage = await raise();
  const { session } = await stage.inUse();
  stage.clerk.revokeSession(session.id);
  stage.clock.advance(15_000);
  await stage.card(/Someone ended the session in Clerk/);
  await stage.directMessage(/You were signed in as Bob Brown.*Someone ended the session in Clerk/s);
});

test("a session that Clerk lists no more is over", async () => {
  const stage = await raise();
  const { session } = await stage.inUse();
  stage.clerk.forgetSession(session.id);
  stage.clock.advance(15_000);
  await stage.card(/lists the session as expired/);
});

test("a session that still lives at its deadline is ended", async () => {
  const stage = await raise({ settings: { SESSION_DURATION: "5m" } });
  await stage.approved();
  const opened = stage.clerk.browser().open(await stage.link());
  stage.clock.advance(2_000);
  await stage.card(/In use since/);
  stage.clock.advance(298_500);
  await stage.card(/reached its time limit|session as expired/);
  expect(stage.clerk.sessions.map(({ status }) => status)).not.toContain("active");
  expect(opened.ok).toBe(true);
});

test("several grants side by side each close on their own", async () => {
  const stage = await raise();
  await stage.inUse();
  await stage.alice.types(ids.general, "/impersonate @beth another ticket");
  const card = await stage.card(/Beth Blake/);
  await stage.carol.clicks(card, "Approve");
  await stage.card(/Beth Blake.* has the link/s);
  stage.clock.advance(600_000);
  await stage.card(/Expired .*Beth Blake/s);
});
