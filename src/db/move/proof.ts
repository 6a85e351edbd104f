// What a table holds, as a count and a digest: two databases have the same rows where these are the same.
import { createHash } from "node:crypto";
import { StoreError } from "../engine/store-error.js";
import type { Row, Table } from "./tables.js";

export interface Proof {
  readonly rows: number;
  /** SHA-256 in hex: of a line of JSON with the names of the columns, and one with the values of each row, in the key's order. */
  readonly digest: string;
}

/** Each row has all `columns`. Throws `StoreError` where one holds what no column of the record can. */
export async function proofOf(
  table: Table,
  columns: readonly string[],
  batches: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
): Promise<Proof> {
  const hash = createHash("sha256").update(`${JSON.stringify(columns)}\n`);
  let rows = 0;
  for await (const batch of batches) {
    rows += batch.length;
    const lines = batch.map((row) => JSON.stringify(columns.map((column) => cellOf(table, column, row[column]))));
    hash.update(lines.map((line) => `${line}\n`).join(""));
  }
  return { rows, digest: hash.digest("hex") };
}

function cellOf({ name }: Table, column: string, value: unknown): string | number | null {
  if (value === null || typeof value === "string") return value;
  // One beyond them would be rounded on both sides, and look the same.
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new StoreError(
    `The table ${name} holds a value in ${column} that Understudy has not written there: no text and no whole number up to 2^53. Compare it with a backup.`,
  );
}
