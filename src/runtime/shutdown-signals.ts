// Requests to stop: a signal, or the exit of the npm that started the process.
import { readFileSync } from "node:fs";

/** `stop` runs once, however many signals arrive; if it fails, that is an unhandled rejection. */
export function onShutdownSignal(stop: (reason: string) => Promise<void>): void {
  let stopping = false;
  const stopOnce = (reason: string) => {
    if (stopping) return;
    stopping = true;
    void stop(reason);
  };
  process.on("SIGTERM", () => stopOnce("SIGTERM"));
  process.on("SIGINT", () => stopOnce("SIGINT"));
  // The terminal was closed.
  process.on("SIGHUP", () => stopOnce("SIGHUP"));
  // A killed npm forwards no signal, and one asked to stop may exit before it has.
  if (process.env.npm_lifecycle_event !== undefined) watchNpm(stopOnce);
}

const watchEveryMs = 1_000;

function watchNpm(stopOnce: (reason: string) => void): void {
  const shell = process.ppid;
  const npm = parentOf(shell);
  setInterval(() => {
    if (process.ppid !== shell || parentOf(shell) !== npm) stopOnce("npm is gone");
  }, watchEveryMs).unref();
}

/** npm starts a shell that starts us; an orphan gets another parent. Undefined where there is no /proc. */
function parentOf(pid: number): string | undefined {
  try {
    // The name in parentheses may hold anything; state and parent come after it.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1];
  } catch {
    return undefined;
  }
}
