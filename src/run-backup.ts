// Backs the database up, whether a bot is running or not.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { isPostgres } from "./database-url.js";
import { StoreError } from "./db/engine/store-error.js";
import { backUp } from "./db/sqlite/backup.js";
import { changedSchema } from "./db/sqlite/expected-schema.js";
import { readCommandLine } from "./runtime/command-line.js";
import { isDatabaseNamed, readDatabaseUrl } from "./settings/config.js";
import { describeEnvFile, loadEnvFile } from "./settings/env-file.js";

const usage = `npm run backup -- <file>    copies the SQLite database to a new file, while the bot runs or while it does not;
                            the same: node dist/backup.js <file>

Give a full path. Which database is in DATABASE_URL, from the environment or from .env in the folder where this is started.

-h, --help    shows this text
--version     shows the version
`;

const target = readCommandLine(usage, onlyFile);
if (target !== undefined) await backUpTo(resolve(target));

/** Throws an Error where the arguments are anything else. */
function onlyFile(args: string[]): string {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new Error("Say where the backup goes: one new file.");
  return file;
}

async function backUpTo(file: string): Promise<void> {
  const envFile = loadEnvFile();
  // Without the file's DATABASE_URL this would be about another database.
  if (envFile.failure !== undefined && envFile.failure !== "ENOENT" && !isDatabaseNamed(process.env)) {
    return fail(`The settings (${describeEnvFile(envFile)}) may name the database. Set DATABASE_URL.`);
  }
  const reading = readDatabaseUrl(process.env);
  if (!reading.ok) return fail(reading.problems.join("\n"));
  if (isPostgres(reading.config.databaseUrl)) {
    return fail(
      "DATABASE_URL is PostgreSQL's, which is backed up with its own tools, such as pg_dump (docs/operations.md).",
    );
  }
  try {
    const { source, requests, bytes, fault } = await backUp(reading.config.databaseUrl, file);
    const held = `${requests} ${requests === 1 ? "request" : "requests"}, ${Math.ceil(bytes / 1024)} KiB`;
    process.stdout.write(`Backed up ${source} to ${file}: ${held}, read through and sound.\n`);
    if (fault !== undefined) fail(changedSchema(source, fault));
  } catch (error) {
    const unexpected = `The backup failed: ${error instanceof Error ? error.message : "unknown error"}`;
    fail(error instanceof StoreError ? error.message : unexpected);
  }
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
