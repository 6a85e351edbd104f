import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { scratchFolder } from "./test/scratch-folder.js";
import { readSeed } from "./test/seed.js";

export default defineConfig({
  test: {
    include: [
      "test/{db,flows,postgres}/**/*.test.ts",
      "test/resilience/model.test.ts",
      "test/resilience/crashes/**/*.test.ts",
    ],
    exclude: [
      "test/flows/**/*.deep.test.ts",
      // What SQLite alone is asked.
      "test/db/sqlite/**",
      "test/flows/{changed-database,locked-database,replaced-database,restart,statements}.test.ts",
    ],
    globalSetup: ["test/build.ts", "test/tell-seed.ts", "test/database/server.ts"],
    provide: { seed: readSeed(), thorough: process.env.THOROUGH === "1" },
    env: { TMPDIR: scratchFolder() },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    isolate: false,
    maxWorkers: Math.max(4, availableParallelism()),
  },
});
