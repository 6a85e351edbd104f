import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { scratchFolder } from "./test/scratch-folder.js";
import { readSeed } from "./test/seed.js";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**", "test/{postgres,replicas}/**", "test/**/*.deep.test.ts"],
    globalSetup: ["test/build.ts", "test/tell-seed.ts"],
    provide: { seed: readSeed(), thorough: false },
    env: { TMPDIR: scratchFolder() },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // No test changes a module, so files share what they import: it saves a third of the time.
    isolate: false,
    // The flow tests mostly wait for timers.
    maxWorkers: Math.max(4, availableParallelism()),
  },
});
