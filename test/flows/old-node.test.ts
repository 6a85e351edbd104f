// What each program says on a Node that is too old. The Node here is a new one with an old version number in its place.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

const oldVersion = "18.20.8";
const pretendsToBeOld = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"${oldVersion}"})`;

test.each([
  ["the bot", "dist/main.js"],
  ["the backup", "dist/backup.js"],
  ["the move to PostgreSQL", "dist/migrate-store.js"],
  ["the sandbox", "dist/sandbox/main.js"],
])("%s ends on an older Node with one sentence and exit code 1", (_name, program) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", pretendsToBeOld, program], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env.PATH, DOTENV_CONFIG_PATH: "/dev/null" },
  });
  expect(stderr).toBe(`Understudy needs Node.js 20.19 or newer, and this is ${oldVersion}.\n`);
  expect([status, stdout]).toEqual([1, ""]);
});
