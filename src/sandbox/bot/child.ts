// The process in which the sandbox runs the real bot: the same start as in run-bot.ts, on a clock that the sandbox moves.
import { createLog } from "../../runtime/log.js";
import { exitOnUncaught } from "../../runtime/unhandled.js";
import { MovableClock } from "../clock.js";
import { runInProcess } from "./in-process.js";
import { aheadVariable, type FromBot, toBot } from "./link.js";
import { measure } from "./measure.js";

const clock = new MovableClock(Number(process.env[aheadVariable] ?? 0));
const tell = (message: FromBot) => process.send?.(message);

// Whatever becomes of the sandbox, nothing is left running.
process.on("disconnect", () => process.exit(0));
if (!process.connected) process.exit(0);

// As run-bot.ts does.
exitOnUncaught(createLog("error"));

try {
  const bot = await runInProcess({ settings: process.env, clock, log: (line) => process.stdout.write(line) });
  process.on("message", async (message) => {
    const order = toBot.parse(message);
    if (order.say === "clock") return clock.advance(order.aheadMs - clock.aheadMs);
    if (order.say === "measure") return tell({ say: "measured", ...measure() });
    await bot.stop();
    process.exit(0);
  });
  tell({ say: "running" });
} catch (error) {
  tell({ say: "refused", why: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
  process.disconnect();
}
