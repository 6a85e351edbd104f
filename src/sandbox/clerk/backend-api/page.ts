// Paging and boolean parameters of a list.
import { paramInvalid, queryValueInvalid, unprocessable } from "./parameters.js";

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** `limit` 1–500, default 10; `offset` from 0. */
export function pageOf(query: URLSearchParams): Page {
  return {
    limit: integer(query, "limit", 10, { least: 1, most: 500 }),
    offset: integer(query, "offset", 0, { least: 0, most: Number.MAX_SAFE_INTEGER }),
  };
}

export function cut<T>(rows: readonly T[], { limit, offset }: Page): T[] {
  return rows.slice(offset, offset + limit);
}

/** Undefined if not given. */
export function flagOf(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (value !== "true" && value !== "false") throw queryValueInvalid(name, value);
  return value === "true";
}

function integer(
  query: URLSearchParams,
  name: string,
  fallback: number,
  range: { least: number; most: number },
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= range.least && value <= range.most) return value;
  throw unprocessable(paramInvalid(name, `${name} must be an integer from ${range.least} to ${range.most}.`));
}
