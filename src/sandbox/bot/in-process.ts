// Runs the real bot in the sandbox's own process.
import { startBot } from "../../app.js";
import { createLog } from "../../runtime/log.js";
import { readConfig } from "../../settings/config.js";
import type { RunBot } from "./running-bot.js";

export const runInProcess: RunBot = async ({ settings, clock, log }) => {
  const reading = readConfig(settings);
  if (!reading.ok) throw new Error(reading.problems.join("\n"));
  return startBot(
    reading.config,
    clock,
    createLog(reading.config.logLevel, { write: log }, () => clock.now()),
  );
};
