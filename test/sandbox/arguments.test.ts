// What can be written behind `npm run sandbox --`, and what is said of anything else.
import { expect, test } from "vitest";
import { readArguments, usage } from "../../src/sandbox/arguments.js";
import { startSandbox } from "./server/sandbox-process.js";

test.each([
  { given: [], wish: { show: "page", port: 4800 } },
  { given: ["--port", "4900"], wish: { show: "page", port: 4900 } },
  { given: ["--port=0"], wish: { show: "page", port: 0 } },
  { given: ["--port", "65535"], wish: { show: "page", port: 65_535 } },
  { given: ["--story"], wish: { show: "story" } },
  { given: ["--help"], wish: { show: "help" } },
  { given: ["-h", "--story"], wish: { show: "help" } },
])("$given shows $wish.show", ({ given, wish }) => {
  expect(readArguments(given)).toEqual(wish);
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
