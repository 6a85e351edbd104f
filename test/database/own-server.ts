// A PostgreSQL server of the tests' own on loopback, which can be stopped and started again.
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../ports.js";
import { programsFolder } from "./programs.js";

type Run = (program: string, ...args: string[]) => Promise<void>;

/** `fast` ends every connection and writes all to the disk; after `immediate` the server recovers, as after a crash. */
type HowToStop = "fast" | "immediate";

export class OwnServer {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly run: Run,
  ) {}

  /** `settings`: names and values as in postgresql.conf. Throws `NotInstalled`. */
  static async start(settings: Readonly<Record<string, string | number>> = {}): Promise<OwnServer> {
    const [server, data] = await OwnServer.#inFolder();
    await server.run("initdb", "-D", data, "-A", "trust", "-U", "understudy", "--no-sync");
    const own = { listen_addresses: "127.0.0.1", unix_socket_directories: server.folder, fsync: "off", ...settings };
    const lines = Object.entries({ ...own, port: server.port }).map(([name, value]) => `${name} = '${value}'\n`);
    appendFileSync(join(data, "postgresql.conf"), lines.join(""));
    await server.start();
    return server;
  }

  static async #inFolder(): Promise<[OwnServer, string]> {
    const folder = mkdtempSync(join(tmpdir(), "understudy-postgres-"));
    const server = new OwnServer(
      await freePort(),
      folder,
      asOwner(folder, programsFolder("initdb", "pg_ctl", "pg_basebackup")),
    );
    return [server, server.data];
  }

  get data(): string {
    return join(this.folder, "data");
  }

  get url(): string {
    return `postgres://understudy@127.0.0.1:${this.port}/postgres`;
  }

  async start(): Promise<void> {
    await this.run("pg_ctl", "-D", this.data, "-w", "-l", join(this.folder, "log"), "start");
  }

  async stop(how: HowToStop = "fast"): Promise<void> {
    await this.run("pg_ctl", "-D", this.data, "-w", "-m", how, "stop");
  }

  /** A server that follows this one and only reads. */
  async standby(): Promise<OwnServer> {
    const [standby, data] = await OwnServer.#inFolder();
    await standby.run("pg_basebackup", "-D", data, "-d", this.url, "-R", "-X", "stream", "-c", "fast", "--no-sync");
    const own = { port: standby.port, unix_socket_directories: standby.folder };
    const lines = Object.entries(own).map(([name, value]) => `${name} = '${value}'\n`);
    appendFileSync(join(data, "postgresql.conf"), lines.join(""));
    await standby.start();
    return standby;
  }

  /** Makes it a server that writes. */
  async promote(): Promise<void> {
    await this.run("pg_ctl", "-D", this.data, "-w", "promote");
  }

  /** Also where it was stopped already. */
  async remove(): Promise<void> {
    if (existsSync(join(this.data, "postmaster.pid"))) await this.stop("immediate");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** PostgreSQL refuses to run as root, so root lets the user run it that Debian's package has made. */
function asOwner(folder: string, programs: string): Run {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    const id = (which: string) => Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" }));
    chownSync(folder, id("-u"), id("-g"));
    chmodSync(folder, 0o700);
  }
  return (program, ...args) => {
    const command = [join(programs, program), ...args];
    const [file = "", ...rest] = isRoot ? ["runuser", "-u", "postgres", "--", ...command] : command;
    // Not synchronously: clicks go on meanwhile.
    return new Promise((resolve, reject) => {
      const child = spawn(file, rest, { stdio: ["ignore", "ignore", "inherit"], cwd: folder });
      child.once("error", reject);
      child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
    });
  };
}
