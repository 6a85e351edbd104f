import { defineConfig } from "vitest/config";
import { readSeed } from "./test/seed.js";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // All but what starts a process or a server, runs the whole bot, or writes a database to the disk.
    exclude: [
      "test/**/*.deep.test.ts",
      "test/{browser,clerk,db,flows,postgres,replicas,resilience}/**",
      "test/sandbox/!(page)/**",
      "test/sandbox/*.test.ts",
    ],
    globalSetup: ["test/tell-seed.ts"],
    provide: { seed: readSeed(), thorough: false },
    isolate: false,
    maxWorkers: 2,
  },
});
