// What this process holds: memory that is in use, open files and connections, and timers.
import { readdirSync } from "node:fs";
import { getActiveResourcesInfo } from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Measures } from "./link.js";

/** Needs `/proc`, and so Linux. */
export function measure(): Measures {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    heapBytes: heapUsed + external,
    residentBytes: rss,
    files: readdirSync("/proc/self/fd").length,
    timers: getActiveResourcesInfo().filter((name) => name === "Timeout").length,
  };
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") return;
  // Twice: what is let go by finalizers of the first round is collected in the second.
  collect();
  collect();
}
