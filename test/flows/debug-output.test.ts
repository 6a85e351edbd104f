// What the bot's process says when everybody in it is asked to say all: enough to debug by, and no secret.
import { afterEach, expect, test } from "vitest";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

/** From the request to the end of the session, with a bot in a process of its own. */
async function wholeLife(stage: Stage, bot: BotProcess): Promise<void> {
  await bot.says(/understudy is running/);
  const message = await stage.approved();
  stage.clerk.browser().open(await stage.link());
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk confirmed it/);
  bot.kill("SIGTERM");
  await bot.exited;
}

test("with LOG_LEVEL=debug and DEBUG=* no link, token, key, response url or trigger id is printed", async () => {
  const stage = await raise({ bot: "none" });
  const bot = BotProcess.node({ ...stage.sandbox.settings, LOG_LEVEL: "debug", DEBUG: "*" });
  await wholeLife(stage, bot);
  expect(bot.output).toMatch(/debug slack chat\.postMessage ok/);
  expect(bot.output).toMatch(/clerk POST \/v1\/actor_tokens 200/);
  expect(stage.leaks.in("the output", bot.output)).toEqual([]);
});
