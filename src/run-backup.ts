// Backs the database up, whether a bot is running or not.
import "dotenv/config";
import { resolve } from "node:path";
import { readDatabaseUrl } from "./config.js";
import { backUp } from "./db/backup.js";
import { changedSchema } from "./db/expected-schema.js";
import { StoreError } from "./db/sqlite/store-error.js";

const [target, ...more] = process.argv.slice(2);
const reading = readDatabaseUrl(process.env);
// A name that begins with "-" is more likely an option, such as --help.
if (target === undefined || target.startsWith("-") || more.length > 0) {
  fail("Say where the backup goes, best as a full path: npm run backup -- /path/to/a-new-file.db");
} else if (reading.ok) await run(reading.config.databaseUrl, resolve(target));
else fail(reading.problems.join("\n"));

async function run(databaseUrl: string, file: string): Promise<void> {
  try {
    const { source, requests, bytes, fault } = await backUp(databaseUrl, file);
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
