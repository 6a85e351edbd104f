// The whole bot on a long history: from the command to the end of access, no statement reads through it.
import { afterEach, expect, test } from "vitest";
import { startBot } from "../../src/app.js";
import { createLog } from "../../src/runtime/log.js";
import type { RunBot } from "../../src/sandbox/bot/running-bot.js";
import { ids } from "../../src/sandbox/cast.js";
import { readConfig } from "../../src/settings/config.js";
import { newSchema } from "../database/scratch-schema.js";
import { curtain, raise } from "../flows/stage.js";
import { rest } from "../resilience/faults/rest.js";
import { openExplained } from "./explained.js";
import { fill } from "./history.js";
import { growsWithHistory, type Plan } from "./plan.js";

afterEach(curtain);

test("nothing that people do, and nothing that follows from it, reads through what is over", async () => {
  const url = newSchema();
  await fill(url, { statistics: true, past: 5_000 });
  const plans: Plan[] = [];
  const runBot: RunBot = async ({ settings, clock, log }) => {
    const reading = readConfig(settings);
    if (!reading.ok) throw new Error(reading.problems.join("\n"));
    const lines = createLog("error", { write: log }, () => clock.now());
    const open = async () => (await openExplained(url, (plan) => plans.push(plan))).store;
    return startBot(reading.config, clock, lines, open);
  };
  const stage = await raise({ runBot, settings: { DATABASE_URL: url } });
  const { alice, carol } = stage;

  await carol.opensHome();
  await stage.inUse();
  await alice.opensHome();
  await alice.types(ids.general, "/impersonate list");
  await carol.types(ids.general, "/impersonate status");
  await alice.clicks(await stage.directMessage(/In use since .*\[Revoke\]/s), "Revoke");
  await stage.card(/Clerk confirmed it/);

  stage.clerk.fail({
    operation: "actor_tokens.create",
    when: "before",
    times: 1,
    how: { kind: "clerk_error", status: 402, code: "unsupported_subscription_plan_features" },
  });
  await carol.clicks(await stage.ask(), "Approve");
  await carol.clicks(await stage.card(/\[Retry\]/), "Retry");
  await stage.card(/@alice has the link/);
  await alice.clicks(await stage.directMessage(/\[Open as Bob Brown\] \[Revoke\]/), "Revoke");
  await stage.card(/The link was never opened/);

  await alice.types(ids.general, "/impersonate");
  await carol.clicks(await stage.ask(), "Deny");
  await carol.submits(await stage.slack.until("carol sees the form", () => carol.modal()), { note: "not today" });
  await stage.card(/@carol denied this/);
  await rest(stage);

  expect(plans.length).toBeGreaterThan(100);
  expect(plans.filter(growsWithHistory)).toEqual([]);
});
