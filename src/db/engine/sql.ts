// SQL that both engines read alike.
import { sql } from "kysely";

/** The column's value or, where that is later, the time; null where the column is. */
export function earlier(column: string, time: number) {
  const value = sql.ref<number | null>(column);
  return sql<number | null>`case when ${value} > ${time} then ${time} else ${value} end`;
}

/** The later of the two; null where neither is set. */
export function later(column: string, time: number | null) {
  const value = sql.ref<number | null>(column);
  return time === null ? value : sql<number | null>`case when ${value} > ${time} then ${value} else ${time} end`;
}

/** A time where nothing beside it tells PostgreSQL what it is. */
export function aTime(time: number) {
  return sql<number>`cast(${time} as bigint)`;
}
