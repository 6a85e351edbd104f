// A program in a process of its own: how long it takes to start, and how much memory it uses.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Environment } from "../../src/settings/config.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Kind {
  /** From the repository's root. */
  readonly file: string;
  /** The line with which it says that it runs. */
  readonly running: RegExp;
}

export const kinds = {
  bot: { file: "dist/main.js", running: / understudy is running/ },
  bare: { file: "bench/processes/bare-app.mjs", running: /^the bare app is running/ },
} as const satisfies Record<string, Kind>;

export class Program {
  private constructor(
    readonly startMs: number,
    readonly exited: Promise<void>,
    readonly child: ChildProcess,
  ) {}

  /** Resolves when it runs; throws with all that it said where it ends before that. */
  static async start({ file, running }: Kind, settings: Environment, onLine: (line: string) => void): Promise<Program> {
    // Without the environment of the person who measures, and away from their .env.
    const env = { PATH: process.env.PATH, DOTENV_CONFIG_PATH: "/dev/null", ...settings };
    const startedAt = performance.now();
    const child = spawn(process.execPath, [file], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const exited = once(child, "exit").then(() => {});
    const said: string[] = [];
    let runningAt: number | undefined;
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on("line", (line) => {
          onLine(line);
          if (runningAt !== undefined) return;
          said.push(line);
          if (!running.test(line)) return;
          runningAt = performance.now();
          resolve();
        });
      }
      child.once("close", () => reject(new Error(`${file} ended:\n${said.join("\n")}`)));
    });
    return new Program((runningAt ?? startedAt) - startedAt, exited, child);
  }

  /** Resident memory in bytes. Linux only: reads /proc. */
  residentBytes(): number {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.child.pid}/status`, "utf8"))?.[1];
    return Number(kilobytes) * 1024;
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    await this.exited;
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.exited;
  }
}
