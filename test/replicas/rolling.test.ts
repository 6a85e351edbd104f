// A rolling update while people click: old and new processes side by side, the old ones stopped with SIGTERM one by one. Every
// click is acknowledged, and takes effect.
import { afterEach, expect, test } from "vitest";
import { killAll } from "../flows/bot-process.js";
import { curtain, type Stage } from "../flows/stage.js";
import { auditIn, messagesBehind, pendingRepliesIn } from "../resilience/faults/record.js";
import { expectTrue, liveAll, once } from "./lives.js";
import { behindBalancer, inSocketMode, roomy } from "./processes.js";

afterEach(async () => {
  killAll();
  await curtain();
});

/** For how long people click at least; each process is replaced once at least. */
const rollingMs = Number(process.env.ROLLING_MS ?? 10_000);
const most = 4;

/** Replaces one process after the other as long as people click. */
async function rolled(stage: Stage, replaceNext: (index: number) => Promise<void>): Promise<void> {
  const until = performance.now() + rollingMs;
  let lives = 0;
  let replacements = 0;
  let isOver = false;
  const next = () => (performance.now() < until || replacements < 3 ? lives++ : undefined);
  const replaced = (async () => {
    for (; !isOver; replacements += 1) await replaceNext(replacements % 3);
  })();
  const lived = await liveAll(stage, most, next, once).finally(() => {
    isOver = true;
  });
  await replaced;
  expect(lived.clicks.filter((outcome) => outcome !== "acknowledged")).toEqual([]);
  await stage.slack.until("all messages are true", () => messagesBehind(stage.sandbox) === 0, 60_000);
  expectTrue(
    stage,
    lives,
    lived,
    auditIn(stage.sandbox).filter(({ outcome }) => outcome === "done"),
  );
  expect(stage.clerk.actorTokens.filter(({ status }) => status === "pending")).toEqual([]);
  expect(pendingRepliesIn(stage.sandbox)).toEqual([]);
  process.stdout.write(`${lives} requests, ${lived.clicks.length} clicks, ${replacements} replacements\n`);
}

test("in Socket Mode no click is lost", async () => {
  const { stage, bots, start } = await inSocketMode(3, roomy);
  await rolled(stage, async (index) => {
    const old = bots[index];
    bots[index] = await start();
    old?.kill("SIGTERM");
    expect(await old?.exited).toEqual({ code: 0 });
    expect(old?.output).not.toMatch(/ error |shutdown timed out|acknowledgement failed/);
  });
}, 240_000);

test("behind a balancer no click is lost", async () => {
  const { stage, bots, start } = await behindBalancer(3, roomy);
  await rolled(stage, async (index) => {
    const old = bots[index];
    old?.kill("SIGTERM");
    expect(await old?.exited).toEqual({ code: 0 });
    expect(old?.output).not.toMatch(/ error |shutdown timed out|acknowledgement failed/);
    bots[index] = await start(index);
  });
}, 240_000);
