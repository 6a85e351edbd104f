// Builds the bot before the tests, for those that start it as a process of its own. Types are for `npm run check`.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

export function setup(): void {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json", "--noCheck"], {
    cwd: root,
    stdio: "inherit",
  });
}
