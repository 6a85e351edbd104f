// Another program that keeps the database locked, as an operator's sqlite3 with an open transaction does.
import SQLite from "better-sqlite3";
import { onTestFinished } from "vitest";
import type { Stage } from "./stage.js";

/** Returns the function that ends it. */
export function lock({ sandbox }: Stage): () => void {
  const other = new SQLite(sandbox.database);
  onTestFinished(() => {
    other.close();
  });
  other.exec("begin exclusive");
  return () => other.exec("rollback");
}
