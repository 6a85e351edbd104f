// The command line of a program. --help and --version are answered here, and so is what the program does not take.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { redactSecrets } from "../impersonation/model/redact.js";

/**
 * What `read` makes of the arguments. Undefined where they are answered already: `--help` and `--version` on standard
 * output; an error that `read` throws on standard error, with the usage, and exit code 2.
 */
export function readCommandLine<T>(
  usage: string,
  read: (args: string[]) => T,
  args = process.argv.slice(2),
): T | undefined {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  if (options.includes("--help") || options.includes("-h")) {
    process.stdout.write(usage);
    return undefined;
  }
  if (options.includes("--version")) {
    process.stdout.write(`understudy ${version()}\n`);
    return undefined;
  }
  try {
    return read(args);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${redactSecrets(words)}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}

/** For a program without arguments. Throws an Error that names the first of any others. */
export function takesNothing(args: string[]): true {
  parseArgs({ args });
  return true;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return z.object({ version: z.string() }).parse(manifest).version;
}
