// Answers that come later than the bot waits for them.
import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise } from "./stage.js";

afterEach(curtain);

test("an old edit that Slack delays never lands last over a newer one", async () => {
  const stage = await raise();
  await stage.approved();
  const card = await stage.card(/@alice has the link/);
  // The edit to "In use" hangs beyond the bot's patience, and lands after the one that says "revoked".
  stage.slack.fail({ method: "chat.update", how: { kind: "delay", ms: 9_500 }, match: ({ ts }) => ts === card.ts });
  const browser = stage.clerk.browser();
  browser.open(await stage.link());
  stage.clock.advance(2_000);
  const message = await stage.directMessage(/In use since .*\[Revoke\]/s);
  await stage.alice.clicks(message, "Revoke");
  await stage.directMessage(/Clerk confirmed it/);
  await stage.slack.until(
    "the delayed edit has landed",
    () => /In use since/.test(stage.carol.reads(stage.cards().at(-1) ?? card)),
    15_000,
  );
  await stage.slack.until(
    "its outcome is known as unknown",
    () => stage.slack.calls.some(({ lost }) => lost === "abandoned_by_caller"),
    15_000,
  );
  stage.clock.advance(61_000);
  await stage.card(/@alice revoked access .* Clerk confirmed it/);
}, 30_000);

test("one call that hangs does not hold up another request's end, and after its end nobody approves it", async () => {
  const stage = await raise({ settings: { LINK_TTL: "60s", REQUEST_TTL: "62s", SESSION_POLL: "10m" } });
  await stage.approved();
  await stage.dave.types(ids.general, "/impersonate @beth ticket 2");
  const card = await stage.card(/@dave wants .*\[Approve\]/s);
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", times: 1, how: { kind: "hang" } });
  stage.clock.advance(60_000);
  await stage.clerk.until("Clerk is asked and hangs", () =>
    stage.clerk.calls.some(({ operation, status }) => operation === "actor_tokens.revoke" && status === undefined),
  );
  stage.clock.advance(2_500);
  // Sooner than the call that hangs is given up.
  await stage.card(/Nobody decided by/, 4_000);
  await stage.slack.clickStale(ids.carol, card, "Approve");
  await stage.told(ids.carol, ids.approvals, /Nobody decided on this request by/);
  expect(stage.clerk.actorTokens).toHaveLength(1);
});

test("an answer whose response url sends headers and then nothing arrives as a direct message", async () => {
  const stage = await raise();
  const silent = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"ok":');
  });
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  await once(silent.listen(0, "127.0.0.1"), "listening");
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : undefined;
  await stage.commandOnItsWay(ids.eve, "help", "1.2.abc", `http://127.0.0.1:${port}/answer`);
  await stage.toldDirectly(ids.eve, /opens a form/);
});
