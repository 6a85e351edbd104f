// Where and with what it was measured.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { fileURLToPath } from "node:url";
import SQLite from "better-sqlite3";
import { z } from "zod";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = z.object({ version: z.string() });

/** Processes that ran or waited, over the last minute; 0 where the system does not say. */
export function load(): number {
  return loadavg()[0] ?? 0;
}

/** Above half of the processors other work was going on. */
export function isQuiet(processes: number): boolean {
  return processes < availableParallelism() / 2;
}

/** `postgres`: its version, where the bots store on it. */
export function environment(postgres: string | undefined) {
  return {
    understudy: versionIn(`${root}/package.json`),
    commit: commit(),
    node: process.versions.node,
    bolt: versionOf("@slack/bolt"),
    betterSqlite3: versionOf("better-sqlite3"),
    sqlite: sqliteVersion(),
    ...(postgres !== undefined && { pg: versionOf("pg"), postgres }),
    system: `${type()} ${release()}`,
    processors: `${availableParallelism()} × ${cpus()[0]?.model ?? "unknown"}`,
    memoryGb: Math.round(totalmem() / 1e9),
  };
}

function versionOf(name: string): string {
  return versionIn(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

function versionIn(path: string): string {
  return manifest.parse(JSON.parse(readFileSync(path, "utf8"))).version;
}

function sqliteVersion(): string {
  const database = new SQLite(":memory:");
  const version = String(database.prepare("select sqlite_version()").pluck().get());
  database.close();
  return version;
}

/** `-dirty` at the end where files were changed since. */
function commit(): string {
  try {
    const git = ["describe", "--always", "--dirty", "--exclude", "*"];
    return execFileSync("git", git, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}
