// `npm run dev` on a copy of the project: what is edited there shows up, and Ctrl+C leaves no process behind.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { childrenOf, isAlive } from "./server/processes.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What `npm run dev` reads or writes, and nothing of it is the project's own. */
function copyOfProject(): string {
  const copy = mkdtempSync(join(tmpdir(), "understudy-dev-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  for (const path of ["src", "dist", "package.json", "tsconfig.json", "vite.config.ts", "manifest.yml"])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

const withDescendants = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(withDescendants)];
const patience = { timeout: 60_000, interval: 100 };

test("an edit of the page and one of the server show up by themselves, and Ctrl+C ends all of it", async () => {
  const copy = copyOfProject();
  const dev = spawn("npm", ["run", "dev", "--", "--port", "0"], { cwd: copy, detached: true });
  const pid = dev.pid ?? 0;
  const closed = once(dev, "close");
  const interrupt = (signal: NodeJS.Signals) => process.kill(-pid, signal);
  let output = "";
  for (const stream of [dev.stdout, dev.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const addresses = () => [...output.matchAll(/^The sandbox is at (\S+)$/gm)].map(([, address = ""]) => address);
  const says = (text: string) => expect.poll(() => output, patience).toContain(text);
  const shows = (text: string) =>
    expect.poll(async () => (await fetch(`${addresses().at(-1)}/`)).text(), patience).toContain(text);

  try {
    await says("Press Ctrl+C to stop it.");
    await shows("<title>Understudy sandbox</title>");
    edit(join(copy, "src/sandbox/page/index.html"), "Understudy sandbox", "An edited page");
    await shows("<title>An edited page</title>");
    expect(addresses()).toHaveLength(1);

    edit(join(copy, "src/sandbox/server/show-page.ts"), "Press Ctrl+C to stop it.", "An edited server.");
    await says("An edited server.");
    await shows("<title>An edited page</title>");
    expect(addresses()).toHaveLength(2);

    edit(join(copy, "src/sandbox/server/show-page.ts"), "An edited server.", '" + missing + "');
    await says("error TS");
    await shows("<title>An edited page</title>");
    expect(addresses()).toHaveLength(2);
  } finally {
    const all = withDescendants(pid);
    interrupt("SIGINT");
    await closed;
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter(isAlive)).toEqual([]);
  }
});
