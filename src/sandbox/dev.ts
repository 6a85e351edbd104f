// `npm run dev`: compiles and builds the page on each change, and runs the sandbox again after each compilation without
// errors. What follows `--` is for the sandbox.
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { readCommandLine } from "../runtime/command-line.js";
import { onShutdownSignal } from "../runtime/shutdown-signals.js";
import { readArguments } from "./arguments.js";

const usage = `npm run dev                 runs the sandbox, and rebuilds and restarts it on every change
npm run dev -- --port 4900  passes options on to the sandbox; see npm run sandbox -- --help

-h, --help    shows this text
--version     shows the version
`;

const root = fileURLToPath(new URL("../..", import.meta.url));
const running = new Set<ChildProcess>();
let stopping = false;
let sandbox: ChildProcess | undefined;
let restarted = Promise.resolve();

if (readCommandLine(usage, readArguments) !== undefined) develop();

function develop(): void {
  onShutdownSignal(() => stop(0));
  start(["node_modules/vite/bin/vite.js", "build", "--watch", "--logLevel", "info"]).once("close", () => stop(1));
  const compiler = start(
    ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json", "--watch", "--preserveWatchOutput"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  compiler.once("close", () => stop(1));
  if (compiler.stdout === null) return;
  createInterface({ input: compiler.stdout }).on("line", (line) => {
    process.stdout.write(`${line}\n`);
    if (line.includes("Found 0 errors.")) restarted = restarted.then(restart);
  });
}

async function restart(): Promise<void> {
  if (sandbox !== undefined) await end(sandbox);
  if (!stopping) sandbox = start(["dist/sandbox/main.js", ...process.argv.slice(2)]);
}

/** In a process group of its own, since the compiler's command starts another program, which has to end with it. */
function start(command: readonly string[], { stdio = ["ignore", "inherit", "inherit"] as StdioOptions } = {}) {
  const child = spawn(process.execPath, command, { cwd: root, detached: true, stdio });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/** Resolves once the process and what it started in its group are gone. */
async function end(child: ChildProcess): Promise<void> {
  if (!running.has(child) || child.pid === undefined) return;
  const closed = once(child, "close");
  process.kill(-child.pid, "SIGTERM");
  await closed;
}

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await restarted;
  await Promise.all([...running].map(end));
  process.exit(exitCode);
}
