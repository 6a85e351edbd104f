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
    // Some of it holds a click to the time-outs of the bot, which a machine with more at once would not meet.
    maxWorkers: Math.max(2, availableParallelism()),
    maxConcurrency: 5,
  },
});
