// The pages of a list.
import type { Args } from "../http/args.js";
import { refuse } from "../http/refusal.js";

/** A page may be smaller than requested; only an empty cursor means the end. */
export function pageOf<T>(all: readonly T[], args: Args, { most, given }: { most: number; given: number }) {
  const limit = Number(args.text("limit") ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) refuse("invalid_limit");
  const from = cursorPosition(args.text("cursor"), all.length);
  const to = from + Math.min(limit, given);
  const cursor = to < all.length ? Buffer.from(`next:${to}`).toString("base64") : "";
  return { page: all.slice(from, to), cursor };
}

function cursorPosition(cursor: string | undefined, most: number): number {
  if (cursor === undefined) return 0;
  const position = Number(/^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1]);
  return position > 0 && position < most ? position : refuse("invalid_cursor");
}
