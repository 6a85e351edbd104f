// The bot as a process that is killed at a few telling moments. At every moment there is: test/resilience/crashes.
import { afterEach, expect, test } from "vitest";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, holdsALink, raise } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const isRunning = /understudy is running/;

test("killed while Clerk makes the token: after the restart nobody has a link, and the card is right", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const card = await stage.ask();
  stage.clerk.fail({ operation: "actor_tokens.create", when: "after", times: 1, how: { kind: "hang" } });
  await stage.carol.clicks(card, "Approve");
  await stage.clerk.until("Clerk has made it", () => stage.clerk.actorTokens.length === 1);
  first.kill("SIGKILL");
  await first.exited;
  const second = BotProcess.node(stage.sandbox.settings);
  await second.says(isRunning);
  const failed = await stage.card(
    /interrupted while it created the link.*A link may have been created. Nobody has it/s,
  );
  await stage.directMessage(/was approved, but you did not get a link/);
  expect(JSON.stringify(stage.slack.messages)).not.toContain("ticket=");
  await stage.carol.clicks(failed, "Retry");
  await stage.card(/@alice has the link/);
});

test("killed after the link was posted: its token is revoked, and Retry makes the one link that counts", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const card = await stage.ask();
  stage.slack.fail({
    method: "chat.postMessage",
    when: "after",
    how: { kind: "hang" },
    match: holdsALink,
  });
  await stage.carol.clicks(card, "Approve");
  const lost = await stage.directMessage(/\[Open as Bob Brown\]/);
  first.kill("SIGKILL");
  await first.exited;
  const second = BotProcess.node(stage.sandbox.settings);
  await second.says(isRunning);
  await stage.card(/interrupted/);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
  await stage.alice.clicks(lost, "Revoke");
  await stage.slack.until("the dead link is gone", () => !holdsALink(stage.alice.directMessages()));
});

test("killed in the middle of an edit: the message is brought up to date as soon as the bot is back", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const card = await stage.ask();
  const asked = await stage.directMessage(/\[Cancel request\]/);
  stage.slack.fail({ method: "chat.update", times: 1, how: { kind: "hang" }, match: ({ ts }) => ts === card.ts });
  await stage.alice.clicks(asked, "Cancel request");
  await stage.slack.until("the edit is under way", () => stage.slack.calls.some(({ fault }) => fault === "hang"));
  first.kill("SIGKILL");
  await first.exited;
  const second = BotProcess.node(stage.sandbox.settings);
  await second.says(isRunning);
  await stage.card(/canceled/);
});

test("killed in the middle of a revoke: it is carried on without a click", async () => {
  const stage = await raise({ bot: "none" });
  const first = BotProcess.node(stage.sandbox.settings);
  await first.says(isRunning);
  const message = await stage.approved();
  stage.clerk.browser().open(await stage.link());
  stage.clerk.fail({ operation: "sessions.revoke", when: "before", times: 1, how: { kind: "hang" } });
  await stage.alice.clicks(message, "Revoke");
  await stage.clerk.until("the session is being revoked", () =>
    stage.clerk.calls.some(({ path }) => /sessions\/.*\/revoke/.test(path)),
  );
  first.kill("SIGKILL");
  await first.exited;
  const second = BotProcess.node(stage.sandbox.settings);
  await second.says(isRunning);
  await stage.card(/@alice revoked access .* Clerk confirmed it/);
  expect(stage.clerk.sessions.map(({ status }) => status)).toEqual(["revoked"]);
});
