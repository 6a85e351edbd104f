// Command-line arguments of `npm run bench --`, and the errors for anything else.
import { expect, test } from "vitest";
import { measureNames, readArguments } from "../../bench/arguments.js";

const onFiles = measureNames.filter((name) => name !== "replicas");
const defaults = { only: onFiles, postgres: false, rounds: 3, history: 10_000, links: 500, json: undefined };

test.each([
  { given: [], options: defaults },
  { given: ["--only", "link"], options: { ...defaults, only: ["link"] } },
  { given: ["--only", "start", "--only=rate-limit"], options: { ...defaults, only: ["start", "rate-limit"] } },
  { given: ["--postgres"], options: { ...defaults, only: measureNames, postgres: true } },
  { given: ["--postgres", "--only", "replicas"], options: { ...defaults, only: ["replicas"], postgres: true } },
  { given: ["--rounds", "1", "--history", "1000000"], options: { ...defaults, rounds: 1, history: 1_000_000 } },
  { given: ["--links", "20", "--json", "out.json"], options: { ...defaults, links: 20, json: "out.json" } },
])("$given is understood", ({ given, options }) => {
  expect(readArguments(given)).toEqual(options);
});

test.each([
  { given: ["--only", "everything"], words: /--only takes one of start, .*history, replicas, not everything/ },
  { given: ["--only", "replicas"], words: /--only replicas needs --postgres/ },
  { given: ["--rounds", "0"], words: /--rounds takes a whole number from 1 to 100, not 0/ },
  { given: ["--rounds", "1.5"], words: /--rounds takes a whole number/ },
  { given: ["--rounds", "101"], words: /--rounds takes a whole number/ },
  { given: ["--history", "many"], words: /--history takes a whole number from 1 to 10000000, not many/ },
  { given: ["--links", "501"], words: /--links takes a whole number from 1 to 500, not 501/ },
  { given: ["--json"], words: /--json/ },
  { given: ["--frobnicate"], words: /--frobnicate/ },
  { given: ["link"], words: /link/ },
])("$given is refused, by its name", ({ given, words }) => {
  expect(() => readArguments(given)).toThrow(words);
});
