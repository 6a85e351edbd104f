// Real processes of the bot on one PostgreSQL, in Socket Mode or in HTTP mode behind a balancer.
import type { SandboxOptions } from "../../src/sandbox/sandbox.js";
import { newSchema } from "../database/scratch-schema.js";
import { BotProcess } from "../flows/bot-process.js";
import { raise, type Stage } from "../flows/stage.js";
import { freePort } from "../ports.js";
import { Balancer } from "./balancer.js";

export const isRunning = /understudy is running/;

/** For many lives at once. */
export const roomy = { OPEN_REQUESTS_MAX: "1000", CLERK_REQUESTS_PER_10S: "2000", LOG_LEVEL: "info" };

export async function inSocketMode(
  count: number,
  settings: NonNullable<SandboxOptions["settings"]> = {},
): Promise<{ stage: Stage; bots: BotProcess[]; start: () => Promise<BotProcess> }> {
  const stage = await raise({
    bot: "none",
    clerkRateLimit: false,
    settings: { DATABASE_URL: newSchema(), ...settings },
  });
  const start = async () => {
    const bot = BotProcess.node(stage.sandbox.settings);
    await bot.says(isRunning);
    return bot;
  };
  const bots: BotProcess[] = [];
  // One after the other, as the first makes the tables.
  for (let started = 0; started < count; started += 1) bots.push(await start());
  return { stage, bots, start };
}

export async function behindBalancer(
  count: number,
  settings: NonNullable<SandboxOptions["settings"]> = {},
): Promise<{ stage: Stage; bots: BotProcess[]; balancer: Balancer; start: (index: number) => Promise<BotProcess> }> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const stage = await raise({
    bot: "none",
    clerkRateLimit: false,
    http: { port: 0 },
    settings: { DATABASE_URL: newSchema(), ...settings },
  });
  const balancer = await Balancer.before(ports);
  stage.slack.deliverTo(balancer.url);
  const start = async (index: number) => {
    const bot = BotProcess.node({ ...stage.sandbox.settings, PORT: String(ports[index]) });
    await bot.says(isRunning);
    return bot;
  };
  const bots: BotProcess[] = [];
  for (let index = 0; index < count; index += 1) bots.push(await start(index));
  return { stage, bots, balancer, start };
}
