// Runs the real bot in its own process, which can be killed at any time.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { aheadVariable, fromBot, type Measures, type ToBot } from "./link.js";
import type { RunBot } from "./running-bot.js";

/** `message` is a sentence that says why. */
export class BotDidNotStart extends Error {
  override readonly name = "BotDidNotStart";

  constructor(why: string) {
    super(`the bot did not start: ${why}`);
  }
}

/** Always the built file, even when tests run from the sources. */
const program = fileURLToPath(new URL("../../../dist/sandbox/bot/child.js", import.meta.url));

export const runInOwnProcess: RunBot = async ({ settings, clock, log, onSpawn }) => {
  const env = { ...settings, [aheadVariable]: String(clock.aheadMs) };
  // Its own process group: Ctrl+C reaches only the sandbox, which then stops the bot in order.
  const child = fork(program, { env, execArgv: [], detached: true, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  // The process may exit between the `connected` check and the send; its exit event is what counts.
  child.on("error", () => {});
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", (line) => log(`${line}\n`));
  }
  const say = (message: ToBot) => {
    if (child.connected) child.send(message, () => {});
  };
  const kill = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  onSpawn?.({ kill });
  const stopFollowing = clock.onMoved((aheadMs) => say({ say: "clock", aheadMs }));
  child.once("exit", stopFollowing);
  await running(child);
  // The clock may have been moved during the start.
  say({ say: "clock", aheadMs: clock.aheadMs });
  return {
    stop: async () => {
      say({ say: "stop" });
      await exited;
    },
    kill,
    measure: () => {
      say({ say: "measure" });
      return measured(child);
    },
    ended: exited,
  };
};

async function measured(child: ChildProcess): Promise<Measures> {
  const [message] = await once(child, "message");
  const reply = fromBot.parse(message);
  if (reply.say !== "measured") throw new Error(`the bot was asked for its measures and sent ${reply.say}`);
  const { say: _say, ...measures } = reply;
  return measures;
}

async function running(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once("message", (message) => {
      const reply = fromBot.parse(message);
      if (reply.say === "running") resolve();
      else reject(new BotDidNotStart(reply.say === "refused" ? reply.why : reply.say));
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new BotDidNotStart(`its process ended (${signal ?? code})`)));
  });
}
