// Command-line arguments of `npm run sandbox --`, and the errors for anything else.
import { expect, test } from "vitest";
import { readArguments } from "../../src/sandbox/arguments.js";

test.each([
  { given: [], mode: { show: "page", port: 4800 } },
  { given: ["--port", "4900"], mode: { show: "page", port: 4900 } },
  { given: ["--port=0"], mode: { show: "page", port: 0 } },
  { given: ["--port", "65535"], mode: { show: "page", port: 65_535 } },
  { given: ["--story"], mode: { show: "story" } },
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
