// The PostgreSQL that the tests run on: TEST_POSTGRES_URL, or a server of their own on loopback.
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { programsFolder } from "./programs.js";

// biome-ignore lint/style/noDefaultExport: Vitest calls it.
export default async function server(project: TestProject): Promise<(() => void) | undefined> {
  const given = process.env.TEST_POSTGRES_URL;
  if (given) {
    project.provide("postgresUrl", given);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "understudy-postgres-"));
  const programs = programsFolder("initdb", "pg_ctl");
  const run = asOwner(folder, programs);
  const port = await freePort();
  const data = join(folder, "data");
  run("initdb", "-D", data, "-A", "trust", "-U", "understudy", "--no-sync");
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off -c max_connections=400`;
  run("pg_ctl", "-D", data, "-w", "-l", join(folder, "log"), "-o", settings, "start");
  project.provide("postgresUrl", `postgres://understudy@127.0.0.1:${port}/postgres`);
  return () => {
    run("pg_ctl", "-D", data, "-m", "immediate", "stop");
    rmSync(folder, { recursive: true, force: true });
  };
}

/** PostgreSQL refuses to run as root, so root lets the user run it that Debian's package has made. */
function asOwner(folder: string, programs: string): (program: string, ...args: string[]) => void {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    const id = (which: string) => Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" }));
    chownSync(folder, id("-u"), id("-g"));
    chmodSync(folder, 0o700);
  }
  return (program, ...args) => {
    const command = [join(programs, program), ...args];
    const [file = "", ...rest] = isRoot ? ["runuser", "-u", "postgres", "--", ...command] : command;
    execFileSync(file, rest, { stdio: ["ignore", "ignore", "inherit"] });
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
