// Which way the imports point, and that they never run in a circle.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { rooms } from "./rooms.js";

const root = resolve(import.meta.dirname, "../src");

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, imports: importsOf(join(root, name)) }));

/** What a file imports: paths below src without their ending, or the names of packages. */
function importsOf(path: string): string[] {
  const source = readFileSync(path, "utf8");
  return [...source.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g)]
    .flatMap(([, target]) => target ?? [])
    .map((target) => (target.startsWith(".") ? relative(root, resolve(dirname(path), target)) : target));
}

/** The file that an import without its ending means. */
const sourceOf = (target: string) =>
  files.some(({ name }) => name === `${target}.tsx`) ? `${target}.tsx` : `${target}.ts`;

test("there are files to look at, and imports in them", () => {
  expect(files.length).toBeGreaterThan(150);
  expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(200);
});

const roomOf = (path: string) =>
  Object.keys(rooms)
    .filter((room) => path.startsWith(room))
    .sort((a, b) => b.length - a.length)[0];

test.each(files.filter(({ name }) => roomOf(name) !== undefined))(
  "it imports from the rooms below its own alone: $name",
  ({ name, imports }) => {
    const room = roomOf(name) ?? "";
    const allowed = rooms[room] ?? [];
    const inRooms = imports
      .map((target) => target.replace(/\.js$/, ""))
      .filter((target) => roomOf(target) !== undefined);
    expect(
      inRooms.filter((target) => roomOf(target) !== room && !allowed.some((into) => target.startsWith(into))),
    ).toEqual([]);
  },
);

test.each(files.filter(({ name }) => name.startsWith("impersonation/")))(
  "impersonation imports nothing from outside itself but zod: $name",
  ({ imports }) => {
    expect(imports.filter((target) => !target.startsWith("impersonation/") && target !== "zod")).toEqual([]);
  },
);

test("no folder of the bot holds more than the eye takes in", () => {
  const folders = files.map(({ name }) => dirname(name)).filter((folder) => !folder.startsWith("sandbox"));
  const crowded = [...new Set(folders)].filter((folder) => folders.filter((other) => other === folder).length > 15);
  expect(crowded).toEqual([]);
});

test.each(files.filter(({ name }) => !name.startsWith("sandbox/")))(
  "the bot does not know that there is a sandbox: $name",
  ({ imports }) => {
    expect(imports.filter((target) => target.startsWith("sandbox/"))).toEqual([]);
  },
);

/** What runs in a browser, and what it takes along from the sandbox: shapes and names, and nothing that runs on a server. */
const forBrowsers = /^sandbox\/(page\/|contract\/|slack\/block-kit\/|cast)/;

test.each(files.filter(({ name }) => forBrowsers.test(name)))("a browser can run it: $name", ({ imports }) => {
  const packages = ["react", "react-dom", "react-dom/client", "slack-blocks-to-jsx", "zod"];
  expect(imports.filter((target) => !forBrowsers.test(target) && !packages.includes(target))).toEqual([]);
});

test("no file is called after nothing in particular", () => {
  const vague = /(^|\/)(utils?|helpers?|common|types|misc|index)(\.tsx?$|\/)/;
  expect(files.map(({ name }) => name).filter((name) => vague.test(name))).toEqual([]);
});

test("no import leads back to where it started", () => {
  const graph = new Map(
    files.map(({ name, imports }) => [name, imports.map((target) => sourceOf(target.replace(/\.js$/, "")))]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (name: string, way: readonly string[]): void => {
    if (way.includes(name)) circles.push([...way.slice(way.indexOf(name)), name].join(" → "));
    if (way.includes(name) || done.has(name)) return;
    for (const next of graph.get(name) ?? []) visit(next, [...way, name]);
    done.add(name);
  };
  for (const { name } of files) visit(name, []);
  expect(circles).toEqual([]);
});
