// What PostgreSQL read for a statement, and whether that grows with the history.
import { z } from "zod";

interface Step {
  readonly what: string;
  readonly table: string | undefined;
  /** Rows that it looked at, whatever became of them. */
  readonly read: number;
}

export interface Plan {
  readonly sql: string;
  /** Of 8 kB, of tables and indexes. */
  readonly pages: number;
  readonly steps: readonly Step[];
}

const count = z.number().default(0);

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string | undefined;
  readonly "Index Name"?: string | undefined;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter": number;
  readonly "Rows Removed by Index Recheck": number;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans: readonly Node[];
}

const node: z.ZodType<Node> = z.lazy(() =>
  z.object({
    "Node Type": z.string(),
    "Relation Name": z.string().optional(),
    "Index Name": z.string().optional(),
    "Actual Rows": z.number(),
    "Actual Loops": z.number(),
    "Rows Removed by Filter": count,
    "Rows Removed by Index Recheck": count,
    "Shared Hit Blocks": count,
    "Shared Read Blocks": count,
    Plans: z.array(node).default([]),
  }),
);

/** `plan` as `explain (analyze, buffers, format json)` gives it. */
export function planOf(sql: string, plan: unknown): Plan {
  const top = node.parse(plan);
  return { sql, pages: top["Shared Hit Blocks"] + top["Shared Read Blocks"], steps: stepsOf(top) };
}

function stepsOf(step: Node): Step[] {
  const { "Node Type": type, "Relation Name": table, "Index Name": index } = step;
  const rows = step["Actual Rows"] + step["Rows Removed by Filter"] + step["Rows Removed by Index Recheck"];
  const read = rows * step["Actual Loops"];
  const what = index === undefined ? type : `${type} by ${index}`;
  return [{ what, table, read }, ...step.Plans.flatMap(stepsOf)];
}

/** Of the others there is one row for each person, process or task, or for each payload of the last fifteen minutes. */
const growing = ["requests", "messages", "sessions", "audit"];

/** A list shows some of the latest requests; the longest looks through 200. */
const rowsMax = 210;
/** An index also has entries of what updates left behind, until a vacuum; no row is read for them. */
const entriesMax = 450;
/** Each of those rows on a page of its own, and what leads there. */
const pagesMax = 450;

export function growsWithHistory({ pages, steps }: Plan): boolean {
  const readsATable = steps.some(({ what, table }) => what.startsWith("Seq Scan") && growing.includes(table ?? ""));
  return (
    readsATable ||
    pages > pagesMax ||
    steps.some(({ what, read }) => read > (what.startsWith("Bitmap Index Scan") ? entriesMax : rowsMax))
  );
}
