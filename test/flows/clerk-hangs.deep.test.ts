// Clerk answers nothing, also while many links are live: deadlines and revokes do not stand behind their polls.
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
  await stage.directMessage(/Link expired: checking whether it was opened/, 4_000);
});

test("with Clerk hanging, 100 links whose time is up at once have all left within seconds, and a revoke is answered", async () => {
  const stage = await raise({ bot: "none" });
  await withManyLinks(stage, { count: 100, expireInMs: 600_000 });
  await stage.sandbox.startBot();
  const message = await stage.approved();
  stage.clerk.fail({ operation: "*", when: "before", how: { kind: "hang" } });
  stage.clock.advance(600_000);
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/@alice pressed Revoke.* Clerk has not confirmed/, 4_000);
});

test("where Clerk hangs while it makes a link, the card says after ten seconds that one may exist", async () => {
  const stage = await raise();
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "after", times: 1, how: { kind: "hang" } });
  await stage.carol.clicks(card, "Approve");
  await stage.card(/did not answer\. A link may have been created. Nobody has it/, 14_000);
});
