// What each program answers to --help, --version and what it does not take.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { z } from "zod";

const root = fileURLToPath(new URL("../..", import.meta.url));

function run(program: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`dist/${program}.js`, ...args], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env.PATH, DOTENV_CONFIG_PATH: "/dev/null", DATABASE_URL: "file:none.db" },
  });
  return { status, stdout, stderr };
}

const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const { version } = z.object({ version: z.string() }).parse(manifest);

describe.each([
  ["main", /^npm start /],
  ["backup", /^npm run backup -- <file> /],
  ["migrate-store", /^npm run migrate-store -- --from /],
  ["sandbox/main", /^npm run sandbox /],
  ["sandbox/dev", /^npm run dev /],
])("node dist/%s.js", (program, beginning) => {
  const help = run(program, "--help").stdout;

  test.each([{ args: ["--help"] }, { args: ["--nonsense", "-h"] }])(
    "with $args it says how it is used, and exits with 0",
    ({ args }) => {
      const { status, stdout, stderr } = run(program, ...args);
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(beginning);
      expect(stdout).toContain("--version");
    },
  );

  test("--version says which version it is, and exits with 0", () => {
    expect(run(program, "--version")).toEqual({ status: 0, stdout: `understudy ${version}\n`, stderr: "" });
  });

  test.each([{ args: ["--nonsense"] }, { args: ["-n"] }, { args: ["one", "two"] }])(
    "with $args it says what is wrong and how it is used, and exits with 2",
    ({ args }) => {
      const { status, stdout, stderr } = run(program, ...args);
      expect([status, stdout]).toEqual([2, ""]);
      const [first = "", second, ...usage] = stderr.split("\n");
      expect(first).toMatch(/'--nonsense'|'-n'|'one'|one new file|which is which/);
      expect([second, usage.join("\n")]).toEqual(["", help]);
    },
  );

  test("a token that is given as an argument is not repeated", () => {
    const { status, stderr } = run(program, "first", "--token=xoxb-123-secret", "xoxb-123-secret");
    expect(status).toBe(2);
    expect(stderr).not.toContain("123");
  });
});

test("the backup without a file says that it needs one", () => {
  for (const args of [[], [""]]) {
    expect(run("backup", ...args)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^Say where the backup goes: one new file\.\n\n/),
    });
  }
});

test("the sandbox says which port it does not take", () => {
  for (const program of ["sandbox/main", "sandbox/dev"]) {
    expect(run(program, "--port", "70000").stderr).toMatch(/^--port takes a number up to 65535, not 70000\n/);
  }
});
