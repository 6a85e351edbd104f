// The process in which the sandbox runs the real bot: started as in main.ts, on a clock that the sandbox moves.
import { createLog } from "../../runtime/log.js";
import { exitOnUncaught } from "../../runtime/unhandled.js";
import { MovableClock } from "../clock.js";
import { runInProcess } from "./in-process.js";
import { aheadVariable, type FromBot, toBot } from "./link.js";
import { measure } from "./measure.js";

const clock = new MovableClock(Number(process.env[aheadVariable] ?? 0));
const send = (message: FromBot) => process.send?.(message);

// Exit with the sandbox, even if it crashes.
process.on("disconnect", () => process.exit(0));
if (!process.connected) process.exit(0);

exitOnUncaught(createLog("error"));

try {
  const bot = await runInProcess({ settings: process.env, clock, log: (line) => process.stdout.write(line) });
  process.on("message", async (message) => {
    const command = toBot.parse(message);
    if (command.say === "clock") return clock.advance(command.aheadMs - clock.aheadMs);
    if (command.say === "measure") return send({ say: "measured", ...measure() });
    await bot.stop();
    process.exit(0);
  });
  send({ say: "running" });
} catch (error) {
  send({ say: "refused", why: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
  process.disconnect();
}
