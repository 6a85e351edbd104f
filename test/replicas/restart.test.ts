// The server is restarted while people click at two processes: nothing is doubled, nothing is lost, and all is well afterwards.
import { afterEach, expect, onTestFinished, test } from "vitest";
import { OwnServer } from "../database/own-server.js";
import { killAll } from "../flows/bot-process.js";
import { curtain } from "../flows/stage.js";
import { expectAllWell } from "./all-well.js";
import { again, liveAll } from "./lives.js";
import { inSocketMode, roomy } from "./processes.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const lives = 12;

test.each(["fast", "immediate"] as const)("a restart that is %s", async (how) => {
  const server = await OwnServer.start();
  onTestFinished(() => server.remove());
  const { stage, bots } = await inSocketMode(2, { ...roomy, DATABASE_URL: server.url });
  let begun = 0;
  let restarts = 0;
  let restarting = Promise.resolve();
  const next = () => {
    if (begun === 4 || begun === 9) {
      restarting = restarting.then(async () => {
        await server.stop(how);
        await server.start();
        restarts += 1;
      });
    }
    return begun < lives ? begun++ : undefined;
  };
  const lived = await liveAll(stage, 4, next, again);
  await restarting;
  expect(restarts).toBe(2);
  await expectAllWell(stage, server.url, lives, lived);
  for (const { output } of bots) {
    expect(output).toMatch(/ error database failed code=/);
    expect(output).not.toMatch(/ error unhandled/);
  }
});
