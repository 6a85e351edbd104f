// `.env`: settings for the environment, from the folder in which a program was started.
import { type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { config } from "dotenv";

interface EnvFile {
  readonly path: string;
  /** Why nothing was read from it: the system's code, ENOENT where there is no such file. */
  readonly failure?: string;
  /** Whether other users of this machine may read or write it. False where the system does not say, as on Windows. */
  readonly openToOthers: boolean;
}

/** Adds the file's settings to `env`, where they do not replace what is there. `DOTENV_CONFIG_PATH` names another file. */
export function loadEnvFile(env: NodeJS.ProcessEnv = process.env): EnvFile {
  const path = resolve(env.DOTENV_CONFIG_PATH || ".env");
  const { error } = config({ path, quiet: true, processEnv: env });
  if (error !== undefined) return { path, failure: error.code, openToOthers: false };
  return { path, openToOthers: isOpenToOthers(statSync(path)) };
}

function isOpenToOthers(file: Stats): boolean {
  const user = process.getuid?.();
  if (user === undefined || !file.isFile()) return false;
  // A file of root's that the bot may read through its group is a common way to give it its settings.
  const others = file.uid === user ? 0o066 : 0o006;
  return (file.mode & others) !== 0;
}

/** For a sentence about where settings come from. */
export function describeEnvFile({ path, failure }: EnvFile): string {
  if (failure === undefined) return path;
  return failure === "ENOENT" ? `${path}, which is not there` : `${path}, which can't be read: ${failure}`;
}
