// What can be said of the Dockerfile by reading it.
import { expect, test } from "vitest";
import { contextFilter, readStages } from "./dockerfile.js";

const stages = readStages();
const last = stages.at(-1);
const valuesOf = (name: string) => last?.instructions.filter((each) => each.name === name).map(({ value }) => value);

test("both stages are of Node 24 and the same Debian, so that what one compiles runs in the other", () => {
  expect(stages.map(({ image }) => image)).toEqual(["node:24.18.1-bookworm", "node:24-bookworm-slim"]);
});

test("the last stage only copies, so that what it holds is what the test of the image performs", () => {
  expect(valuesOf("RUN")).toEqual([]);
});

test("the bot is no child of a shell, so that signals arrive", () => {
  expect(valuesOf("CMD")).toEqual(['["node", "dist/main.js"]']);
  expect(valuesOf("ENTRYPOINT")).toEqual([]);
});

test("in HTTP mode it listens where what is published can reach it", () => {
  expect(valuesOf("ENV")).toContain("HOST=0.0.0.0");
});

test("it runs as a user with a number that is not root's, and owns its volume alone", () => {
  expect(valuesOf("USER")).toEqual(["1000:1000"]);
  const owned = last?.instructions.filter(({ flags }) => flags.has("chown")).map(({ value }) => value);
  expect(owned).toEqual(["/app/data ./data"]);
  expect(valuesOf("VOLUME")).toEqual(["/app/data"]);
});

test.each([
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.bot.json",
  "src/main.ts",
  "src/db/store.ts",
])("%s goes into the build", (path) => {
  expect(contextFilter()(path)).toBe(true);
});

test.each([
  ".env",
  ".env.example",
  ".git/config",
  "data/understudy.db",
  "node_modules/zod/package.json",
  "dist/main.js",
])("%s stays out of the build", (path) => {
  expect(contextFilter()(path)).toBe(false);
});

test.each(["src/sandbox", "src/sandbox/main.ts"])("%s, of the sandbox, stays out of the build", (path) => {
  expect(contextFilter()(path)).toBe(false);
});
