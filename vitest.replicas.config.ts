import { defineConfig } from "vitest/config";
import { scratchFolder } from "./test/scratch-folder.js";
import { readSeed } from "./test/seed.js";

export default defineConfig({
  test: {
    include: ["test/replicas/**/*.test.ts"],
    globalSetup: ["test/build.ts", "test/tell-seed.ts", "test/database/server.ts"],
    provide: { seed: readSeed(), thorough: false },
    env: { TMPDIR: scratchFolder() },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    isolate: false,
    // Each has several processes and people who wait for them: beside others they would take the machine's time from each other.
    maxWorkers: 1,
  },
});
