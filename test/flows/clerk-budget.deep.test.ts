// Clerk's rate limit, which many live links share with people who wait: nobody's revoke or request stands behind polls.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { mostIn10s, withManyLinks } from "./many-links.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

const polls = ({ clerk }: Stage) => clerk.calls.filter(({ operation }) => operation === "sessions.list");
const refused = ({ clerk }: Stage) => clerk.calls.filter(({ status }) => status === 429);

test("200 live links that are due at once take a fifth of Clerk's budget, and a request and its revoke go through", async () => {
  const stage = await raise({ bot: "none" });
  await withManyLinks(stage, { count: 200 });
  await stage.sandbox.startBot();
  const message = await stage.approved();
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice revoked access .* The link was never opened/, 3_000);
  // Half a minute, in which each link has its turn only once.
  for (let seconds = 0; seconds < 30; seconds += 2) {
    const before = polls(stage).length;
    stage.clock.advance(2_000);
    await stage.clerk.until("more of them are polled", () => polls(stage).length > before, 5_000);
  }
  expect(mostIn10s(polls(stage))).toBeLessThanOrEqual(20);
  expect(new Set(polls(stage).map(({ query }) => query.user_id)).size).toBe(polls(stage).length);
  expect(refused(stage)).toEqual([]);
});

test("a link among 200 that was clicked is seen in use within seconds", async () => {
  const stage = await raise({ bot: "none" });
  await withManyLinks(stage, { count: 200 });
  await stage.sandbox.startBot();
  await stage.approved();
  stage.clerk.browser().open(await stage.link());
  for (let seconds = 0; seconds < 6; seconds += 2) stage.clock.advance(2_000);
  await stage.card(/In use since/, 5_000);
});

test("a 429 stops everybody for as long as Clerk says, and nobody waits in vain", async () => {
  const stage = await raise();
  stage.clerk.fail({ operation: "users.list", when: "before", times: 2, how: { kind: "rate_limit", retryAfterS: 60 } });
  await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
  await stage.told(ids.alice, ids.general, /accepting no more requests right now/);
  const asked = stage.clerk.calls.length;
  await stage.dave.types(ids.general, "/impersonate @beth ticket 4822");
  await stage.told(ids.dave, ids.general, /accepting no more requests right now/);
  expect(stage.clerk.calls).toHaveLength(asked);
  // And a second at most, by chance: not everybody comes back at once.
  stage.clock.advance(61_000);
  await stage.dave.types(ids.general, "/impersonate @beth ticket 4822");
  await stage.card(/Beth Blake .*\[Approve\]/s);
});

test("a budget of one's own choice is kept", async () => {
  const stage = await raise({ settings: { CLERK_REQUESTS_PER_10S: "10" } });
  for (let asked = 0; asked < 8; asked += 1) await stage.alice.types(ids.general, "/impersonate @nobody-here ticket 1");
  await stage.told(ids.alice, ids.general, /accepting no more requests right now/);
  expect(mostIn10s(stage.clerk.calls)).toBeLessThanOrEqual(10);
});
