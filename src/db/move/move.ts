// Moves a database from SQLite to PostgreSQL: all of it, proved to be the same, or nothing.
import { nameOf } from "../../database-url.js";
import { ImpersonationError } from "../../impersonation/model/errors.js";
import { StoreError } from "../engine/store-error.js";
import { originalError } from "../engine/store-failure.js";
import { connectForMove } from "../postgres/connections.js";
import { cannotUse, isLockTimeout } from "../postgres/failures.js";
import { bringUpToDate, inOwnSchema } from "../postgres/preparation.js";
import { type Proof, proofOf } from "./proof.js";
import { Source } from "./source.js";
import { type Table, tables } from "./tables.js";
import { requireEmpty, Target } from "./target.js";

export interface Moved {
  /** The absolute path of the file that was copied. */
  readonly source: string;
  /** The address of the database, without its password. */
  readonly target: string;
  readonly tables: readonly (Proof & { readonly name: string })[];
  readonly nuls: Nuls;
}

/** The values in which U+FFFD stands for NUL: how many, and the first few as table, key and column. */
interface Nuls {
  readonly count: number;
  readonly first: readonly string[];
}

/** What a long move says meanwhile. */
type OnProgress = (step: string) => void;

const toldEvery = 100_000;
const namedNuls = 5;

/**
 * `from` is `file:<path>`, `to` is `postgres://…`. The source is only read, and `to` has everything or, where this throws
 * `StoreError` or the process ends, nothing.
 */
export async function moveDatabase(from: string, to: string, onProgress: OnProgress = () => {}): Promise<Moved> {
  onProgress("Checking the source");
  const source = await Source.open(from);
  try {
    const url = await inOwnSchema(to);
    const { durable, close } = connectForMove(url);
    try {
      const database = durable.withoutPlugins();
      // Before its tables are made or brought up to date.
      await requireEmpty(database, to);
      await bringUpToDate(url);
      return await database.transaction().execute(async (tx) => {
        const target = await Target.lock(tx, to);
        return { source: source.path, target: nameOf(to), ...(await fill(source, target, onProgress)) };
      });
    } finally {
      await close();
    }
  } catch (error) {
    throw failure(to, error);
  } finally {
    source.close();
  }
}

async function fill(source: Source, target: Target, onProgress: OnProgress) {
  await target.announce("disable");
  const nuls = await copy(source, target, onProgress);
  await target.announce("enable");
  onProgress("Comparing both");
  const proofs = [];
  for (const table of tables) proofs.push({ name: table.name, ...(await compare(table, source, target)) });
  await target.endLeases();
  await target.analyze();
  return { tables: proofs, nuls };
}

async function copy(source: Source, target: Target, onProgress: OnProgress): Promise<Nuls> {
  const all = tables.reduce((sum, table) => sum + source.countOf(table), 0);
  let copied = 0;
  let nuls = 0;
  const first: string[] = [];
  for (const table of tables) {
    const columns = source.columnsOf(table);
    const batches = source.batchesOf(table, (row, column) => {
      nuls += 1;
      if (nuls <= namedNuls) first.push(`${table.name} ${row[table.key]} ${column}`);
    });
    for (const batch of batches) {
      await target.add(table, columns, batch);
      const before = copied;
      copied += batch.length;
      if (Math.floor(copied / toldEvery) > Math.floor(before / toldEvery))
        onProgress(`Copied ${copied} of ${all} rows`);
    }
    if (table.counts) await target.countFrom(table, source.lastNumberOf(table));
  }
  return { count: nuls, first };
}

/** Both sides are read for it once more. Throws `StoreError` where they differ. */
async function compare(table: Table, source: Source, target: Target): Promise<Proof> {
  const columns = source.columnsOf(table);
  const original = await proofOf(table, columns, source.batchesOf(table));
  const copy = await proofOf(table, columns, target.batchesOf(table, columns));
  const counts = [source.countOf(table), await target.countOf(table), copy.rows];
  if (copy.digest === original.digest && counts.every((count) => count === original.rows)) return original;
  throw new StoreError(
    `Nothing was moved: the copy of the table ${table.name} is not what was copied. The source has ${original.rows} rows with the digest ${original.digest}, the copy ${copy.rows} with ${copy.digest}. Does something else change what is written there, such as a trigger?`,
  );
}

function failure(to: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (
    error instanceof ImpersonationError &&
    error.problem.code === "store_unavailable" &&
    error.problem.stage === "unknown"
  ) {
    return new StoreError(
      `The connection to the database ${nameOf(to)} was lost during the final commit, and its outcome is unknown. Run the move again: if the database is reported as not empty, everything was moved.`,
    );
  }
  const cause = originalError(error);
  if (isLockTimeout(cause)) {
    return new StoreError(
      `Nothing was moved: something else works with the database ${nameOf(to)}, such as another move. Wait until it has finished, then move again.`,
    );
  }
  return new StoreError(`Nothing was moved. ${cannotUse(to, cause).message}`);
}
