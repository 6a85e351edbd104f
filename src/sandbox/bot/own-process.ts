// The real bot in a process of its own, which can be killed at any moment.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { aheadVariable, fromBot, type Measures, type ToBot } from "./link.js";
import type { RunBot } from "./running-bot.js";

/** `message` says why, in a sentence. */
export class BotDidNotStart extends Error {
  override readonly name = "BotDidNotStart";

  constructor(why: string) {
    super(`the bot did not start: ${why}`);
  }
}

/** The built file, also for tests that run the sources. */
const program = fileURLToPath(new URL("../../../dist/sandbox/bot/child.js", import.meta.url));

export const runInOwnProcess: RunBot = async ({ settings, clock, log, onSpawn }) => {
  const env = { ...settings, [aheadVariable]: String(clock.aheadMs) };
  // In a group of its own: Ctrl+C in a terminal is for the sandbox, which then stops the bot in its order.
  const child = fork(program, { env, execArgv: [], detached: true, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  // It may die at any moment, also between a look at the channel and the word on it; its exit is what counts.
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
  // While it started, the clock may have been moved.
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
  if (reply.say !== "measured") throw new Error(`the bot was asked for its measures and said ${reply.say}`);
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
