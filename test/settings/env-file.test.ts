// `.env`: how its lines are read, and who may read it.
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { describeEnvFile, loadEnvFile } from "../../src/settings/env-file.js";

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "understudy-env-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, ".env");
}

function fileWith(content: string, mode = 0o600): string {
  const path = scratch();
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** What the environment has once the file was loaded. */
function loaded(path: string, before: Record<string, string> = {}) {
  const env: NodeJS.ProcessEnv = { ...before, DOTENV_CONFIG_PATH: path };
  const file = loadEnvFile(env);
  return { env, file };
}

test.each([
  ["plain", "LINK_TTL=5m\n"],
  ["with space around it", "  LINK_TTL =  5m  \n"],
  ["in quotes", 'LINK_TTL="5m"\n'],
  ["in single quotes", "LINK_TTL='5m'\n"],
  ["with export", "export LINK_TTL=5m\n"],
  ["with a comment behind it", "LINK_TTL=5m # short\n"],
  ["with the line ends of Windows", "APPROVERS=U0CAROL\r\nLINK_TTL=5m\r\n"],
  ["with the mark that Windows puts before it", "\uFEFFLINK_TTL=5m\n"],
  ["on the last line, without an end", "APPROVERS=U0CAROL\nLINK_TTL=5m"],
])("a setting %s is read", (_how, content) => {
  expect(loaded(fileWith(content)).env.LINK_TTL).toBe("5m");
});

test("what the environment has wins", () => {
  expect(loaded(fileWith("LINK_TTL=5m\n"), { LINK_TTL: "1m" }).env.LINK_TTL).toBe("1m");
});

test("a file that is not there is told from one that can't be read", () => {
  const missing = loaded(scratch()).file;
  expect(missing).toMatchObject({ failure: "ENOENT", openToOthers: false });
  expect(describeEnvFile(missing)).toBe(`${missing.path}, which is not there`);
  // Docker makes a folder of a file that is to be mounted and is not there.
  const folder = scratch();
  mkdirSync(folder);
  expect(describeEnvFile(loaded(folder).file)).toBe(`${folder}, which can't be read: EISDIR`);
});

test.each([
  [0o600, false],
  [0o400, false],
  [0o700, false],
  [0o640, true],
  [0o660, true],
  [0o644, true],
  [0o604, true],
  [0o602, true],
])("a file of our own with mode %o is open to others: %s", (mode, open) => {
  expect(loaded(fileWith("", mode)).file.openToOthers).toBe(open);
});

test.runIf(process.getuid?.() === 0).each([
  [0o640, false],
  [0o644, true],
])("a file of another user's with mode %o is open to others: %s", (mode, open) => {
  const path = fileWith("", mode);
  chownSync(path, 1000, 1000);
  expect(loaded(path).file.openToOthers).toBe(open);
});

test("a device is open to nobody", () => {
  expect(loaded("/dev/null").file).toEqual({ path: "/dev/null", openToOthers: false });
});
