// Performs the Dockerfile's stages without Docker: each stage is a folder, and what a stage runs, it runs with this
// machine's own Node, npm and compiler.
import { execFileSync } from "node:child_process";
import { chownSync, cpSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { contextFilter, type Instruction, readStages, root } from "./dockerfile.js";

export interface Image {
  /** The folder that is `/` of the last stage. */
  readonly rootFolder: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly volumes: readonly string[];
  readonly command: readonly string[];
}

type Draft = { -readonly [Key in keyof Image]: Image[Key] };

/** Runs for a minute or two: it installs and compiles. Throws for an instruction that it can't perform. */
export function buildImage(folder: string): Image {
  const built = new Map<string | undefined, Draft>();
  let image: Draft | undefined;
  for (const [index, { name, instructions }] of readStages().entries()) {
    image = { rootFolder: join(folder, String(index)), workdir: "/", env: {}, user: "", volumes: [], command: [] };
    mkdirSync(image.rootFolder);
    for (const instruction of instructions) perform(instruction, image, built);
    built.set(name, image);
  }
  if (image === undefined) throw new Error("the Dockerfile has no stage");
  return image;
}

function perform({ name, flags, value }: Instruction, image: Draft, built: Map<string | undefined, Draft>): void {
  if (name === "WORKDIR") {
    image.workdir = resolve(image.workdir, value);
    mkdirSync(workingFolder(image), { recursive: true });
  } else if (name === "RUN") {
    run(value, workingFolder(image));
  } else if (name === "COPY") {
    const paths = value.split(" ");
    const from = flags.get("from");
    const source = from === undefined ? root : built.get(from)?.rootFolder;
    if (source === undefined) throw new Error(`there is no stage ${from}`);
    copy(source, paths, image, {
      filter: from === undefined ? contextFilter() : () => true,
      owner: flags.get("chown"),
    });
  } else if (name === "ENV") {
    const [variable = "", worth = ""] = value.split("=");
    image.env = { ...image.env, [variable]: worth };
  } else if (name === "USER") {
    image.user = value;
  } else if (name === "VOLUME") {
    image.volumes = [...image.volumes, value];
  } else if (name === "CMD") {
    image.command = z.array(z.string()).parse(JSON.parse(value));
  } else {
    throw new Error(`this test can't perform ${name}`);
  }
}

export const workingFolder = ({ rootFolder, workdir }: Image) => join(rootFolder, workdir);

function run(command: string, cwd: string): void {
  // What was installed for these tests is in npm's cache: with it no registry is asked.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, npm_config_prefer_offline: "true" };
  execFileSync("sh", ["-ec", command], { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
}

interface Copying {
  readonly filter: (path: string) => boolean;
  readonly owner: string | undefined;
}

/** As Docker does: of a folder, what is in it; a file under its own name where the target ends in a slash. */
function copy(source: string, paths: readonly string[], image: Draft, { filter, owner }: Copying): void {
  const target = paths.at(-1) ?? "";
  for (const path of paths.slice(0, -1)) {
    const from = join(source, path);
    const into = target.endsWith("/") && !statSync(from).isDirectory() ? join(target, basename(path)) : target;
    const to = join(image.rootFolder, resolve(image.workdir, into));
    cpSync(from, to, { recursive: true, filter: (each) => filter(each.slice(join(source, "/").length)) });
    if (owner !== undefined) giveTo(owner, to);
  }
}

/** Only root can give files away; for anybody else they stay their own, who then also runs the bot. */
function giveTo(owner: string, folder: string): void {
  if (process.getuid?.() !== 0) return;
  const [uid = 0, gid = 0] = owner.split(":").map(Number);
  const inside = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const path of ["", ...inside]) chownSync(join(folder, path), uid, gid);
}
