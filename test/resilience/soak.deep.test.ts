// A long life: one process, many requests from the command to every end they can have, and nothing that grows.
import { statSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import type { Measures } from "../../src/sandbox/bot/link.js";
import { runInOwnProcess } from "../../src/sandbox/bot/own-process.js";
import { curtain, raise } from "../flows/stage.js";
import { Crowd, endings, settings } from "./crowd.js";

afterEach(curtain);

const eighths = 8;
/** Rounds in an eighth of the run. SOAK_REQUESTS=20000 makes a night of it. */
const rounds = Math.ceil(Number(process.env.SOAK_REQUESTS ?? 1_280) / eighths / endings.length);
const total = rounds * eighths * endings.length;
/** A measure now and then also counts what is under way just then, so the least of several is compared. */
const roundsBetweenMeasures = Math.ceil(rounds / 4);
const megabyte = 1024 * 1024;

test(`after ${total} requests through the whole loop the process holds no more than after half of them`, async () => {
  const { sandbox } = await raise({ bot: "none", settings, runBot: runInOwnProcess, ackPatienceMs: 60_000 });
  await sandbox.startBot();
  const crowd = new Crowd(sandbox);
  const held: Measures[][] = [];
  for (let eighth = 1; eighth <= eighths; eighth += 1) {
    const measures: Measures[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      await crowd.round();
      if (round % roundsBetweenMeasures === 0 || round === rounds) measures.push(await sandbox.measureBot());
    }
    held.push(measures);
    tell(sandbox.database, (total / eighths) * eighth, measures.at(-1));
  }
  const each = rounds * eighths;
  expect(crowd.outcomes()).toEqual({
    "cancelled by_actor": each,
    denied: each,
    "ended signed_out": each,
    "ended time_limit": each,
    "expired unused": each,
    lapsed: each,
    "revoked sessions_ended": each,
    "revoked unused": each,
  });
  crowd.close();
  // Code that is compiled late and buffers that are kept make the first quarter grow.
  const early = held.slice(2, 4).flat();
  const late = held.slice(-2).flat();
  const least = (of: Measures[], what: keyof Measures) => Math.min(...of.map((each) => each[what]));
  expect(least(late, "heapBytes")).toBeLessThan(least(early, "heapBytes") + 1.5 * megabyte);
  expect(least(late, "residentBytes")).toBeLessThan(least(early, "residentBytes") * 1.1 + 8 * megabyte);
  // Idle connections to Slack and Clerk are kept for some seconds, so their number goes up and down a little.
  expect(least(late, "files")).toBeLessThan(least(early, "files") + 10);
  expect(least(late, "timers")).toBeLessThan(least(early, "timers") + 5);
}, 14_400_000);

function tell(database: string, done: number, now: Measures | undefined): void {
  const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const figures = { ...now, databaseBytes: size(database), walBytes: size(`${database}-wal`) };
  process.stdout.write(`${done} requests: ${JSON.stringify(figures)}\n`);
}
