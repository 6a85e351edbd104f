// Clerk answers nothing while many links are live: deadlines and revokes do not stand behind their polls.
import { afterEach, test } from "vitest";
import { withManyLinks } from "./many-links.js";
import { curtain, raise } from "./stage.js";

afterEach(curtain);

test("with Clerk hanging and 200 live links, a link leaves its message within seconds of its deadline", async () => {
  const stage = await raise({ bot: "none" });
  await withManyLinks(stage, { count: 200 });
  await stage.sandbox.startBot();
  await stage.approved();
  stage.clerk.fail({ operation: "*", when: "before", how: { kind: "hang" } });
  stage.clock.advance(15_000);
  const polls = () => stage.clerk.calls.filter(({ operation }) => operation === "sessions.list");
  await stage.clerk.until("polls hang", () => polls().filter(({ status }) => status === undefined).length >= 20);
  stage.clock.advance(585_000);
  await stage.directMessage(/The link's time is up/, 4_000);
});

test("with Clerk hanging, 100 links whose time is up at once have all left within seconds, and a revoke is answered", async () => {
  const stage = await raise({ bot: "none" });
  await withManyLinks(stage, { count: 100, expireInMs: 600_000 });
  await stage.sandbox.startBot();
  const message = await stage.approved();
  stage.clerk.fail({ operation: "*", when: "before", how: { kind: "hang" } });
  stage.clock.advance(600_000);
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice revoked access .* Waiting for Clerk to confirm/, 4_000);
});
