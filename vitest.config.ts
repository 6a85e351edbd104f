import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { readSeed } from "./test/seed.js";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**"],
    globalSetup: ["test/build.ts", "test/tell-seed.ts"],
    provide: { seed: readSeed(), thorough: false },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // The flow tests mostly wait for timers.
    maxWorkers: Math.max(3, availableParallelism() - 1),
  },
});
