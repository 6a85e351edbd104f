// A long life: one process, thousands of requests from the command to every end they can have, and no growth.
import { statSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import type { Measures } from "../../src/sandbox/bot/link.js";
import { runInOwnProcess } from "../../src/sandbox/bot/own-process.js";
import { curtain, raise } from "../flows/stage.js";
import { dose } from "../thoroughness.js";
import { Crowd, endings, settings } from "./crowd.js";

afterEach(curtain);

/** `SOAK_REQUESTS=20000` takes its time; the figures are printed. */
const requests = Number(process.env.SOAK_REQUESTS ?? dose({ sample: 40, all: 1_600 }));
const parts = 8;

test("thousands of requests through the whole loop leave the process as big as it was", async () => {
  const { sandbox } = await raise({ bot: "none", settings, runBot: runInOwnProcess });
  await sandbox.startBot();
  const crowd = new Crowd(sandbox);
  const rounds = Math.max(1, Math.ceil(requests / parts / endings.length));
  const startedAt = performance.now();
  const measured: Measures[] = [];
  for (let part = 1; part <= parts; part += 1) {
    if (part * endings.length > requests) break;
    for (let round = 0; round < rounds; round += 1) await crowd.round();
    measured.push(await sandbox.measureBot());
    tell(sandbox.database, part * rounds * endings.length, startedAt, measured.at(-1));
  }
  expect(crowd.outcomes()).toEqual({});
  crowd.close();
}, 14_400_000);

function tell(database: string, done: number, startedAt: number, now: Measures | undefined): void {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const figures = { ...now, databaseBytes: size(database), walBytes: size(`${database}-wal`) };
  process.stdout.write(`${done} requests, ${seconds} s: ${JSON.stringify(figures)}\n`);
}
