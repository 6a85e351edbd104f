import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { readSeed } from "./test/seed.js";

export default defineConfig({
  test: {
    include: ["test/resilience/**/*.test.ts"],
    globalSetup: ["test/build.ts", "test/tell-seed.ts"],
    provide: { seed: readSeed(), thorough: true },
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
    maxWorkers: Math.max(3, availableParallelism() - 1),
  },
});
