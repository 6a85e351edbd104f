// What the documents say of themselves and of the code: links, files, settings and states are those that there are.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { moves } from "../src/impersonation/model/lifecycle.js";
import { rooms } from "./rooms.js";

const root = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

const documents = ["README.md", ...readdirSync(join(root, "docs")).flatMap(inDocs)].map((name) => ({
  name,
  text: read(name),
}));

function inDocs(name: string): string[] {
  return name.endsWith(".md") ? [`docs/${name}`] : [];
}

/** The first group of each hit. */
function hits(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, hit]) => hit ?? []);
}

/** Without blocks and spans of code, in which nothing is a link or a heading. */
function withoutCode(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, "").replace(/`[^`\n]+`/g, "");
}

/** How a heading is linked to: in lower case, without punctuation, with hyphens for spaces. */
function anchorsOf(text: string): string[] {
  const headings = hits(text.replace(/^ *```[\s\S]*?^ *```$/gm, ""), /^#+ (.+)$/gm);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

const links = documents.flatMap(({ name, text }) => {
  const targets = [...hits(withoutCode(text), /\]\(([^)]+)\)/g), ...hits(text, /\b(?:src|srcset)="([^"]+)"/g)];
  return [...new Set(targets)].filter((target) => !/^[a-z]+:/.test(target)).map((target) => [name, target] as const);
});

test("the README takes a newcomer a few minutes: at most 9,000 bytes", () => {
  expect(Buffer.byteLength(read("README.md"))).toBeLessThanOrEqual(9_000);
});

test.each(links)("in %s the link to %s leads somewhere", (name, target) => {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? name : join(dirname(name), path);
  expect(existsSync(join(root, file))).toBe(true);
  if (anchor !== undefined) expect(anchorsOf(read(file))).toContain(anchor);
});

const files = ["src", "test"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
);

/** Files and folders that a document names: `verbs/revoke.ts`, `test/flows/`. */
const named = documents.flatMap(({ name, text }) => {
  const diagrams = hits(text, /^```mermaid\n([\s\S]*?)^```$/gm).join("\n");
  const spans = hits(text, /`((?:[\w-]+\/)*[\w.-]+\.tsx?|(?:[\w-]+\/)+)`/g);
  const paths = [...spans, ...hits(diagrams, /\b([\w-]+\.ts)\b/g)];
  return [...new Set(paths)].map((path) => [name, path] as const);
});

test("there are links and names of files to look at", () => {
  expect(links.length).toBeGreaterThan(20);
  expect(named.length).toBeGreaterThan(50);
});

test.each(named)("%s speaks of %s, which there is", (_name, path) => {
  const wanted = path.replace(/\/$/, "");
  expect(existsSync(join(root, wanted)) || files.some((file) => file.endsWith(`/${wanted}`))).toBe(true);
});

test("the README's settings are those of .env.example, no more and no less", () => {
  const [, section = ""] = /^## Settings\n([\s\S]*?)^## /m.exec(read("README.md")) ?? [];
  const rows = hits(section, /^\| (`[^|]+) \|/gm).flatMap((cell) => hits(cell, /`([A-Z0-9_]+)`/g));
  const settings = hits(read(".env.example"), /^(?:# )?([A-Z0-9_]+)=/gm);
  expect(rows.toSorted()).toEqual(settings.toSorted());
});

const architecture = read("docs/architecture.md");
const legal = Object.entries(moves).map(([move, { from, to }]) => ({ move, from: [...from], to }));

test("the state diagram shows the legal moves, no more and no less", () => {
  const arrows = [...architecture.matchAll(/^ +(\w+) --> (\w+) : (\w+)$/gm)].map(
    ([, from, to, move]) => `${from} ${move} ${to}`,
  );
  expect(arrows.toSorted()).toEqual(
    legal.flatMap(({ move, from, to }) => from.map((status) => `${status} ${move} ${to}`)).toSorted(),
  );
});

test("the table of moves says from where to where each leads", () => {
  const rows = [...architecture.matchAll(/^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \| `(\w+)` \|/gm)].map(
    ([, move, from = "", to]) => ({ move, from: hits(from, /`(\w+)`/g), to }),
  );
  expect(rows).toEqual(legal);
});

test("the architecture shows the rooms and the arrows between them as the layout test holds them", () => {
  const [, table = ""] = read("docs/architecture.md").split("## Rooms and arrows");
  const rows = [...table.matchAll(/^\| `([^`]+)` \|[^|]+\| ([^|]+) \|$/gm)].map(([, room = "", into = ""]) => [
    room,
    hits(into, /`([^`]+)`/g),
  ]);
  expect(Object.fromEntries(rows.slice(0, Object.keys(rooms).length))).toEqual(rooms);
});
