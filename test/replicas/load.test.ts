// Three processes on one PostgreSQL under load, killed and started again at random while the server is restarted once: nothing is
// doubled, and nothing is lost.
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { OwnServer } from "../database/own-server.js";
import { BotProcess, killAll } from "../flows/bot-process.js";
import { curtain, type Stage, unforeseen } from "../flows/stage.js";
import { randomFrom } from "../resilience/draw.js";
import { seed } from "../thoroughness.js";
import { expectAllWell } from "./all-well.js";
import { again, liveAll } from "./lives.js";
import { inSocketMode, isRunning, roomy } from "./processes.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const lives = Number(process.env.LIVES ?? 500);
const atOnce = 8;
const processes = 3;
/** So that something is taken over, and not only started again. */
const betweenKillsMs = 5_000;

/** As whatever runs it does, one that could not start is started again. */
async function supervised(stage: Stage, everybody: BotProcess[]): Promise<BotProcess> {
  for (;;) {
    const bot = BotProcess.node(stage.sandbox.settings);
    everybody.push(bot);
    const isUp = bot.says(isRunning).then(
      () => true,
      () => false,
    );
    if (await Promise.race([isUp, bot.exited.then(() => false)])) return bot;
  }
}

test("three processes share the work, and none that is killed is a loss", async () => {
  const server = await OwnServer.start();
  onTestFinished(() => server.remove());
  const { stage, bots } = await inSocketMode(processes, { ...roomy, DATABASE_URL: server.url });
  const everybody = [...bots];
  const random = randomFrom(seed);
  let begun = 0;
  let isOver = false;
  const kills = (async () => {
    let killed = 0;
    for (; !isOver; killed += 1) {
      await pause(betweenKillsMs);
      const index = Math.floor(random() * processes);
      bots[index]?.kill("SIGKILL");
      await bots[index]?.exited;
      bots[index] = await supervised(stage, everybody);
    }
    return killed;
  })();
  let restarted: Promise<void> | undefined;
  const next = () => {
    if (begun >= lives / 2) restarted ??= server.stop("immediate").then(() => server.start());
    return begun < lives ? begun++ : undefined;
  };
  const lived = await liveAll(stage, atOnce, next, again).finally(() => {
    isOver = true;
  });
  await restarted;
  const acknowledged = lived.clicks.filter(({ outcome }) => outcome === "acknowledged").length;
  process.stdout.write(
    `${lives} requests, ${lived.clicks.length} clicks (${acknowledged} acknowledged), ${await kills} kills\n`,
  );
  await expectAllWell(stage, server.url, lives, lived);
  const log = everybody.flatMap(({ output }) => output.split("\n"));
  expect(log.filter((line) => unforeseen.test(line))).toEqual([]);
}, 600_000);
