// Builds the bot and the page for the browser tests.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setup as buildBot } from "../build.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

export function setup(): void {
  buildBot();
  // Build for production, not for the test environment.
  const env = { ...process.env, NODE_ENV: "production" };
  execFileSync(process.execPath, ["node_modules/vite/bin/vite.js", "build"], { cwd: root, stdio: "inherit", env });
}
