// When the process is asked to stop: by a signal, or because the npm that started it is gone.
import { readFileSync } from "node:fs";

/** The stop runs once, however often it is asked for; one that fails is an unhandled rejection. */
export function onShutdownSignal(stop: (reason: string) => Promise<void>): void {
  let stopping = false;
  const once = (reason: string) => {
    if (stopping) return;
    stopping = true;
    void stop(reason);
  };
  process.on("SIGTERM", () => once("SIGTERM"));
  process.on("SIGINT", () => once("SIGINT"));
  // Its terminal was closed.
  process.on("SIGHUP", () => once("SIGHUP"));
  // An npm that is killed passes nothing on, and one that is asked to stop may be gone before its child hears of it.
  if (process.env.npm_lifecycle_event !== undefined) watchNpm(once);
}

const watchEveryMs = 1_000;

function watchNpm(once: (reason: string) => void): void {
  const shell = process.ppid;
  const npm = parentOf(shell);
  setInterval(() => {
    if (process.ppid !== shell || parentOf(shell) !== npm) once("npm is gone");
  }, watchEveryMs).unref();
}

/** npm starts a shell that starts us; whoever loses their parent is given another. Undefined where /proc is not. */
function parentOf(pid: number): string | undefined {
  try {
    // The name in parentheses may hold anything; state and parent come after it.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1];
  } catch {
    return undefined;
  }
}
