// A rolling update while people click: old and new processes side by side, the old ones stopped with SIGTERM one by one.
import { afterEach, expect, test } from "vitest";
import { type BotProcess, killAll } from "../flows/bot-process.js";
import { curtain, type Stage } from "../flows/stage.js";
import { auditIn, messagesBehind, pendingRepliesIn } from "../resilience/faults/record.js";
import { afterFailure, expectTrue, type Lived, liveAll, once } from "./lives.js";
import { behindBalancer, inSocketMode, roomy } from "./processes.js";

afterEach(async () => {
  killAll();
  await curtain();
});

/** For how long people click at least; each process is replaced once at least. */
const rollingMs = Number(process.env.ROLLING_MS ?? 10_000);
const most = 4;

interface Period {
  readonly from: number;
  readonly to: number;
}

/** Replaces one process after the other as long as people click. Resolves with the clicks that Slack showed as failed. */
async function rolled(
  stage: Stage,
  patience: Parameters<typeof liveAll>[3],
  replaceNext: (index: number) => Promise<void>,
): Promise<Lived["clicks"]> {
  const until = performance.now() + rollingMs;
  let lives = 0;
  let replacements = 0;
  let isOver = false;
  const next = () => (performance.now() < until || replacements < 3 ? lives++ : undefined);
  const replaced = (async () => {
    for (; !isOver; replacements += 1) await replaceNext(replacements % 3);
  })();
  const lived = await liveAll(stage, most, next, patience).finally(() => {
    isOver = true;
  });
  await replaced;
  await stage.slack.until("all messages are true", () => messagesBehind(stage.sandbox) === 0, 60_000);
  expectTrue(
    stage,
    lives,
    lived,
    auditIn(stage.sandbox).filter(({ outcome }) => outcome === "done"),
  );
  expect(stage.clerk.actorTokens.filter(({ status }) => status === "pending")).toEqual([]);
  expect(pendingRepliesIn(stage.sandbox)).toEqual([]);
  const failed = lived.clicks.filter(({ outcome }) => outcome !== "acknowledged");
  const figures = `${lives} requests, ${lived.clicks.length} clicks (${failed.length} failed), ${replacements} replacements`;
  process.stdout.write(`${figures}\n`);
  return failed;
}

async function stopped(old: BotProcess | undefined): Promise<Period> {
  const from = performance.now();
  old?.kill("SIGTERM");
  expect(await old?.exited).toEqual({ code: 0 });
  expect(old?.output).not.toMatch(/ error |shutdown timed out|acknowledgement failed/);
  return { from, to: performance.now() };
}

// Slack can't be asked to send a connection nothing more before it is closed.
test("in Socket Mode no click is lost but one that Slack sends while a connection closes, and that one is seen to fail", async () => {
  const { stage, bots, start } = await inSocketMode(3, roomy);
  const stops: Period[] = [];
  const failed = await rolled(stage, afterFailure, async (index) => {
    const old = bots[index];
    bots[index] = await start();
    stops.push(await stopped(old));
  });
  expect(failed.filter(({ at }) => !stops.some(({ from, to }) => from <= at && at <= to))).toEqual([]);
  expect(failed.length).toBeLessThanOrEqual(stops.length);
}, 240_000);

test("behind a balancer no click is lost", async () => {
  const { stage, bots, start } = await behindBalancer(3, roomy);
  const failed = await rolled(stage, once, async (index) => {
    await stopped(bots[index]);
    bots[index] = await start(index);
  });
  expect(failed).toEqual([]);
}, 240_000);
