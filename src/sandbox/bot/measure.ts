// Measures this process: memory in use, open files and connections, timers.
import { readdirSync } from "node:fs";
import { getActiveResourcesInfo } from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Measures } from "./link.js";

/** Linux only: reads `/proc`. */
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
  // Twice: what finalizers release in the first pass is collected in the second.
  collect();
  collect();
}
