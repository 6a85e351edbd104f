import { defineConfig } from "vitest/config";

const shared = {
  globalSetup: ["test/browser/require-chromium.ts", "test/browser/build-page.ts"],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // Each file runs a browser, a bot and a sandbox of its own.
  maxWorkers: 2,
};

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: "browser", include: ["test/browser/**/*.test.ts"] } },
      { test: { ...shared, testTimeout: 120_000, name: "pictures", include: ["test/pictures/pictures.ts"] } },
    ],
  },
});
