// `npm run sandbox` as people start it: the built program in its own process and temporary folder.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Killed when the test ends. */
export function startSandbox(...args: readonly string[]): SandboxProcess {
  const sandbox = new SandboxProcess(...args);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

export class SandboxProcess {
  /** Its stdout and stderr so far. */
  out = "";
  err = "";
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #listeners = new Set<() => void>();

  constructor(...args: readonly string[]) {
    this.#folder = mkdtempSync(join(tmpdir(), "understudy-test-"));
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: this.#folder };
    this.#child = spawn(process.execPath, ["dist/sandbox/main.js", ...args], { cwd: root, env });
    this.#child.stdout?.on("data", (chunk) => this.#heard(() => (this.out += String(chunk))));
    this.#child.stderr?.on("data", (chunk) => this.#heard(() => (this.err += String(chunk))));
    this.exited = once(this.#child, "close").then(([code]) => (typeof code === "number" ? code : null));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The current contents of its temporary folder. */
  get keeps(): string[] {
    return readdirSync(this.#folder);
  }

  /** Resolves with the match once its stdout matches. */
  says(pattern: RegExp, timeoutMs = 30_000): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`never said ${pattern}:\n${this.out}${this.err}`));
      const timer = setTimeout(fail, timeoutMs);
      const look = () => {
        const match = pattern.exec(this.out);
        if (match === null) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve(match);
      };
      this.#listeners.add(look);
      look();
    });
  }

  /** The sandbox's URL, as printed. */
  async address(): Promise<URL> {
    const [, address = ""] = await this.says(/^The sandbox is at (\S+)\n.*\n$/m);
    return new URL(address);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async close(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #heard(take: () => void): void {
    take();
    for (const listener of this.#listeners) listener();
  }
}
