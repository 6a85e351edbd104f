// Command-line arguments of `npm run sandbox --`, and the errors for anything else.
import { expect, test } from "vitest";
import { readArguments, usage } from "../../src/sandbox/arguments.js";
import { startSandbox } from "./server/sandbox-process.js";

test.each([
  { given: [], mode: { show: "page", port: 4800 } },
  { given: ["--port", "4900"], mode: { show: "page", port: 4900 } },
  { given: ["--port=0"], mode: { show: "page", port: 0 } },
  { given: ["--port", "65535"], mode: { show: "page", port: 65_535 } },
  { given: ["--story"], mode: { show: "story" } },
  { given: ["--help"], mode: { show: "help" } },
  { given: ["-h", "--story"], mode: { show: "help" } },
])("$given shows $mode.show", ({ given, mode }) => {
  expect(readArguments(given)).toEqual(mode);
});

const unknown = [
  { given: ["--port", "65536"], words: /--port takes a number up to 65535, not 65536/ },
  { given: ["--port", "http"], words: /--port takes a number up to 65535, not http/ },
  { given: ["--port", "4.8"], words: /--port takes a number/ },
  { given: ["--port=-1"], words: /--port takes a number/ },
  { given: ["--port="], words: /--port takes a number/ },
  { given: ["--port"], words: /--port/ },
  { given: ["--host", "0.0.0.0"], words: /--host/ },
  { given: ["--story=yes"], words: /--story/ },
  { given: ["page"], words: /page/ },
];

test.each(unknown)("$given is refused, by its name", ({ given, words }) => {
  expect(() => readArguments(given)).toThrow(words);
});

test("with --help the program says what it can do, and exits with 0", async () => {
  const sandbox = startSandbox("--help");
  expect(await sandbox.exited).toBe(0);
  expect([sandbox.out, sandbox.err]).toEqual([usage, ""]);
});

test.each([
  { given: ["--frobnicate"], words: /--frobnicate/ },
  { given: ["--port", "70000"], words: /--port takes a number up to 65535, not 70000/ },
])("with $given it says what is wrong and what it can do, and exits with 2", async ({ given, words }) => {
  const sandbox = startSandbox(...given);
  expect(await sandbox.exited).toBe(2);
  expect(sandbox.out).toBe("");
  expect(sandbox.err).toMatch(words);
  expect(sandbox.err).toContain(usage);
  expect(sandbox.err).not.toMatch(/\n\s+at /);
});
