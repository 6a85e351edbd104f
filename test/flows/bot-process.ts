// The bot as a process of its own: the built code, a database on disk, and signals.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFailed } from "vitest";
import type { Environment } from "../../src/settings/config.js";
import { leaksIn } from "./leaks.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

export class BotProcess {
  output = "";
  readonly exited: Promise<{ code: number | null }>;
  readonly #child: ChildProcess;
  readonly #listeners = new Set<() => void>();

  private constructor(
    command: string,
    args: readonly string[],
    readonly settings: Environment,
  ) {
    // Without the environment of the person who runs the tests, and away from their .env.
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, DOTENV_CONFIG_PATH: "/dev/null", ...settings };
    this.#child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.output += chunk.toString("utf8");
        for (const listener of this.#listeners) listener();
      });
    }
    this.exited = once(this.#child, "exit").then(([code]) => ({ code: typeof code === "number" ? code : null }));
    running.add(this);
    onTestFailed(() => {
      process.stderr.write(`The process said:\n${this.output}\n`);
    });
  }

  static node(settings: Environment): BotProcess {
    return new BotProcess(process.execPath, ["dist/main.js"], settings);
  }

  /** Any command, such as one that runs the bot within limits. */
  static under(command: string, args: readonly string[], settings: Environment): BotProcess {
    return new BotProcess(command, args, settings);
  }

  static npm(settings: Environment): BotProcess {
    return new BotProcess("npm", ["start"], settings);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when the output so far matches. */
  says(pattern: RegExp, timeoutMs = 30_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never said ${pattern}:\n${this.output}`)), timeoutMs);
      const look = () => {
        if (!pattern.test(this.output)) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }

  /** From now on the disk takes no byte of the running bot's, or takes them again. */
  giveRoom(most: "none" | "unlimited"): void {
    execFileSync("prlimit", ["--pid", String(this.pid), `--fsize=${most === "none" ? "0" : most}:unlimited`]);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

const running = new Set<BotProcess>();

/** Ends whatever runs still. Nothing that a process said may have held a secret. */
export function killAll(): void {
  const ending = [...running];
  running.clear();
  for (const bot of ending) bot.kill("SIGKILL");
  expect(ending.flatMap(({ output, settings }) => leaksIn(output, settings))).toEqual([]);
}
