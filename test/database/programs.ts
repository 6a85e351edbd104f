// Where PostgreSQL's programs are on this machine.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const debian = "/usr/lib/postgresql";

/** Its message is one line for people. */
export class NotInstalled extends Error {
  constructor() {
    super(
      "This needs PostgreSQL: install it (Debian: apt-get install postgresql), or set TEST_POSTGRES_URL to a database of its own.",
    );
  }
}

/** The folder that has all of `needed`: where PATH finds the first of them, or Debian's newest version. Throws `NotInstalled`. */
export function programsFolder(...needed: readonly [string, ...string[]]): string {
  const onPath = spawnSync("which", [needed[0]], { encoding: "utf8" }).stdout.trim();
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((one, other) => Number(other) - Number(one)) : [];
  const folders = [
    ...(onPath === "" ? [] : [join(onPath, "..")]),
    ...versions.map((each) => join(debian, each, "bin")),
  ];
  const found = folders.find((folder) => needed.every((program) => existsSync(join(folder, program))));
  if (found === undefined) throw new NotInstalled();
  return found;
}
