// When the process is asked to stop: by a signal, or because the npm that started it is gone.

/** The stop runs once, however often it is asked for. */
export function onStopRequested(stop: (reason: string) => Promise<void>): void {
  let stopping = false;
  const once = (reason: string) => {
    if (stopping) return;
    stopping = true;
    stop(reason).catch(() => process.exit(1));
  };
  process.on("SIGTERM", () => once("SIGTERM"));
  process.on("SIGINT", () => once("SIGINT"));
  // npm does not always pass a signal on before it ends; its shell's child then has another parent.
  if (process.env.npm_lifecycle_event !== undefined) watchParent(once);
}

const watchEveryMs = 1_000;

function watchParent(once: (reason: string) => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) once("npm is gone");
  }, watchEveryMs).unref();
}
