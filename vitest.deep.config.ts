import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { readSeed } from "./test/seed.js";

export default defineConfig({
  test: {
    include: ["test/resilience/**/*.test.ts", "test/**/*.deep.test.ts"],
    globalSetup: ["test/build.ts", "test/tell-seed.ts"],
    provide: { seed: readSeed(), thorough: true },
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
    isolate: false,
    // Most of it waits for processes and timers, also what runs beside each other in one file.
    maxWorkers: Math.max(4, availableParallelism()),
    maxConcurrency: 10,
  },
});
