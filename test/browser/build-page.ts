// Builds the bot and the page, which the browser tests then use as people do.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setup as buildBot } from "../build.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

export function setup(): void {
  buildBot();
  // The page as it is shipped, not as the tests' own environment would have it.
  const env = { ...process.env, NODE_ENV: "production" };
  execFileSync(process.execPath, ["node_modules/vite/bin/vite.js", "build"], { cwd: root, stdio: "inherit", env });
}
