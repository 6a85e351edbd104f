// The bot goes away and comes back between any two steps, and the next click works.
import { writeFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain, raise } from "./stage.js";

afterEach(curtain);

test("the log names the database's file, and warns where that is a new one", async () => {
  const stage = await raise();
  const lines = (pattern: RegExp) => stage.sandbox.log.filter((line) => pattern.test(line));
  expect(lines(/ info database file=/)).toEqual([expect.stringContaining(`file=${stage.sandbox.database}`)]);
  expect(lines(/ warn the database is new/)).toHaveLength(1);
  await stage.sandbox.restartBot();
  expect(lines(/ info database file=/)).toHaveLength(2);
  expect(lines(/ warn the database is new/)).toHaveLength(1);
  await stage.sandbox.stopBot();
  // What a backup that was cut off leaves.
  writeFileSync(stage.sandbox.database, "");
  await stage.sandbox.startBot();
  expect(lines(/ warn the database is new/)).toHaveLength(2);
});

test("after a restart between each two steps every click still works", async () => {
  const stage = await raise();
  const again = () => stage.sandbox.restartBot();
  const card = await stage.ask();
  await again();
  await stage.carol.clicks(card, "Approve");
  const message = await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/);
  await stage.card(/@alice has the link/);
  await again();
  stage.clerk.browser().open(await stage.link());
  stage.clock.advance(2_000);
  await stage.card(/In use since/);
  await again();
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk confirmed it/);
  await again();
  await stage.slack.clickStale(ids.alice, message, "Revoke");
  await stage.told(ids.alice, message.channel, /You revoked access/);
});

test("deadlines that passed while the bot was away are acted on when it is back", async () => {
  const stage = await raise();
  await stage.approved();
  await stage.sandbox.stopBot();
  stage.clock.advance(3_600_000);
  await stage.sandbox.startBot();
  await stage.card(/Expired /);
  expect(stage.clerk.actorTokens.map(({ status }) => status)).toEqual(["revoked"]);
});

test("an unconfirmed revoke is carried on after a restart", async () => {
  const stage = await raise();
  const message = await stage.approved();
  stage.clerk.fail({
    operation: "actor_tokens.revoke",
    when: "before",
    times: 1,
    how: { kind: "status", status: 500 },
  });
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk has not confirmed/);
  await stage.sandbox.restartBot();
  await stage.card(/The link was never opened/);
});
