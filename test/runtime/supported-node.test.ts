// Which Node is too old, and that each program asks before it loads anything else.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { nodeProblem } from "../../src/runtime/supported-node.js";

const read = (path: string) => readFileSync(resolve(import.meta.dirname, "../..", path), "utf8");

test.each(["20.19.0", "20.20.2", "22.0.0", "24.21.0", "100.0.0"])("Node %s is new enough", (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

test.each(["20.18.3", "18.20.8", "16.20.2", "9.11.2"])("Node %s is too old, and the sentence says both", (version) => {
  expect(nodeProblem(version)).toBe(`Understudy needs Node.js 20.19 or newer, and this is ${version}.`);
});

test("package.json asks for the same Node", () => {
  const { engines } = z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(read("package.json")));
  expect(engines.node).toBe(">=20.19");
});

const imports = (source: string) => source.match(/\bimport\b.*/g);

test.each(["src/main.ts", "src/backup.ts", "src/migrate-store.ts", "src/sandbox/main.ts"])(
  "%s loads the check first, and the rest only after it",
  (program) => {
    const [first, ...rest] = imports(read(program)) ?? [];
    expect(first).toMatch(/^import \{ requireSupportedNode \} from "\.{1,2}\/runtime\/supported-node\.js";$/);
    expect(rest.length).toBeGreaterThan(0);
    const [before, after] = read(program).split("requireSupportedNode();\n");
    // What is imported by a function is loaded when it is called; everything else before the check.
    expect(imports(before ?? "")).toEqual([first]);
    expect(imports(after ?? "")).toEqual(rest);
    for (const line of rest) expect(line).toMatch(/^import\("/);
  },
);

test("the check itself imports nothing", () => {
  expect(imports(read("src/runtime/supported-node.ts"))).toBeNull();
});
