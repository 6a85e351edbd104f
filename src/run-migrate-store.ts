// Moves a database from SQLite to PostgreSQL, while no bot runs on either.
import { parseArgs } from "node:util";
import { isPostgres } from "./database-url.js";
import { StoreError } from "./db/engine/store-error.js";
import { type Moved, moveDatabase } from "./db/move/move.js";
import { readCommandLine } from "./runtime/command-line.js";
import { isDatabase, isDatabaseNamed, readDatabaseUrl } from "./settings/config.js";
import { describeEnvFile, loadEnvFile } from "./settings/env-file.js";

const usage = `npm run migrate-store -- --from file:<path> --to postgres://<user>:<password>@<host>/<database>
                            moves everything on record from SQLite to an empty database of PostgreSQL;
                            the same: node dist/migrate-store.js --from … --to …

Stop the bot first. The file is only read, and stays as it is. Every table is read back and compared, by count and by digest,
before anything is stored; where the move fails or is cut off nothing is, and it can be started again.

--from <address>    the SQLite database, as DATABASE_URL has it
--to <address>      the PostgreSQL database. Others on this machine can see a password that stands here, so better leave it
                    out: then it is what DATABASE_URL or DATABASE_URL_FILE says, from the environment or from .env in the
                    folder where this is started
-h, --help          shows this text
--version           shows the version
`;

/** Enough to tell digests apart. */
const shownDigits = 16;

const addresses = readCommandLine(usage, readAddresses);
if (addresses !== undefined) await move(addresses);

interface Addresses {
  readonly from: string;
  readonly to: string;
}

/** Throws an Error, which repeats no argument: one may hold a password. */
function readAddresses(args: string[]): Addresses {
  const { values, positionals } = parseArgs({
    args,
    options: { from: { type: "string" }, to: { type: "string" } },
    allowPositionals: true,
  });
  if (positionals.length > 0)
    throw new Error(
      "Say which is which: --from file:… --to postgres://… (after npm run migrate-store with -- before them).",
    );
  const { from = "", to = fromSettings() } = values;
  if (isPostgres(from) || !isDatabase(from)) {
    throw new Error("Say what is moved: --from takes file: followed by a plain path, such as file:data/understudy.db.");
  }
  if (to === undefined || !isPostgres(to) || !isDatabase(to)) {
    throw new Error("Say where it goes: --to, or else DATABASE_URL, takes postgres://user:password@host/database.");
  }
  return { from, to };
}

function fromSettings(): string | undefined {
  const envFile = loadEnvFile();
  if (envFile.failure !== undefined && envFile.failure !== "ENOENT" && !isDatabaseNamed(process.env)) {
    throw new Error(
      `The settings (${describeEnvFile(envFile)}) may name the database. Set DATABASE_URL, or give --to.`,
    );
  }
  const reading = readDatabaseUrl(process.env);
  if (!reading.ok) throw new Error(reading.problems.join("\n"));
  return reading.config.databaseUrl;
}

async function move({ from, to }: Addresses): Promise<void> {
  try {
    const moved = await moveDatabase(from, to, (step) => process.stdout.write(`${step} …\n`));
    process.stdout.write(report(moved));
  } catch (error) {
    const unexpected = `The move failed: ${error instanceof Error ? error.message : "unknown error"}`;
    process.stderr.write(`${error instanceof StoreError ? error.message : unexpected}\n`);
    process.exitCode = 1;
  }
}

function report({ source, target, tables, nuls }: Moved): string {
  const line = (name: string, rows: string, digest: string) => `  ${name.padEnd(16)}${rows.padStart(12)}  ${digest}`;
  const lines = tables.map(({ name, rows, digest }) => line(name, String(rows), digest.slice(0, shownDigits)));
  return [
    `Moved ${source} to ${target}. Each table was read back there, and is the same by count and by digest:`,
    line("table", "rows", "SHA-256"),
    ...lines,
    ...(nuls.count === 0 ? [] : [aboutNuls(nuls)]),
    "Now set DATABASE_URL to the address of the new database, with its password, and start the bot.",
    `Keep ${source} as a backup, and start no bot on it any more: it knows nothing of what is granted from now on.`,
    "",
  ].join("\n");
}

function aboutNuls({ count, first }: Moved["nuls"]): string {
  const where = `${first.join(", ")}${count > first.length ? ", …" : ""}`;
  return `PostgreSQL's text holds no NUL: U+FFFD stands for it in ${count} ${count === 1 ? "value" : "values"} (${where}). The old file has them as they were.`;
}
