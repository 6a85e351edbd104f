// What each step of a request costs in statements to the database. docs/operations.md lists the same.
import { afterEach, expect, test } from "vitest";
import { startBot } from "../../src/app.js";
import { openStore } from "../../src/db/store.js";
import { createLog } from "../../src/runtime/log.js";
import type { RunBot } from "../../src/sandbox/bot/running-bot.js";
import { readConfig } from "../../src/settings/config.js";
import { rest } from "../resilience/faults/rest.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(curtain);

/** The sandbox with a bot whose statements are kept, transactions' begins and ends among them. */
async function counted(): Promise<{ stage: Stage; statements: string[] }> {
  const statements: string[] = [];
  const runBot: RunBot = async ({ settings, clock, log }) => {
    const reading = readConfig(settings);
    if (!reading.ok) throw new Error(reading.problems.join("\n"));
    const lines = createLog("error", { write: log }, () => clock.now());
    return startBot(reading.config, clock, lines, (url, observer) =>
      openStore(url, { ...observer, onStatement: (sql) => statements.push(sql) }),
    );
  };
  const stage = await raise({ runBot });
  return { stage, statements };
}

type Step = (stage: Stage) => Promise<unknown>;

const asked: Step = async (stage) => {
  await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
};
const approved: Step = (stage) => stage.approved();
const inUse: Step = (stage) => stage.inUse();
const nothing: Step = async () => {};

/** What was before, the step, and how many statements it runs at most, all that follows by itself included. */
const table: readonly (readonly [string, Step, Step, number])[] = [
  ["a request", nothing, asked, 28],
  [
    "an approval and its link",
    asked,
    async (stage) => {
      await stage.carol.clicks(await stage.card(/\[Approve\]/), "Approve");
      await stage.card(/@alice has the link/);
    },
    43,
  ],
  [
    "a revoke of an unused link",
    approved,
    async (stage) => {
      await stage.alice.clicks(await stage.directMessage(/\[Revoke\]/), "Revoke");
      await stage.card(/The link was never opened/);
    },
    45,
  ],
  [
    "a revoke of a session",
    inUse,
    async (stage) => {
      await stage.alice.clicks(await stage.directMessage(/\[Revoke\]/), "Revoke");
      await stage.card(/Clerk confirmed it/);
    },
    46,
  ],
  [
    "a look at a session in use",
    inUse,
    async (stage) => {
      const looks = () => stage.clerk.calls.filter(({ operation }) => operation === "sessions.list").length;
      const before = looks();
      stage.clock.advance(15_000);
      await stage.slack.until("Clerk is asked again", () => looks() > before);
    },
    16,
  ],
];

test.each(table)("%s takes no more statements than these", async (_step, before, step, most) => {
  const { stage, statements } = await counted();
  await before(stage);
  await rest(stage);
  statements.length = 0;
  await step(stage);
  await rest(stage);
  expect(statements.filter((sql) => /^pragma/i.test(sql))).toEqual([]);
  expect(statements.length).toBeLessThanOrEqual(most);
});
