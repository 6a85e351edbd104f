// The window's person and conversation, kept in its URL, so that two windows can be two people.
import { ids } from "../cast.js";

export interface Address {
  readonly as: string;
  readonly in: string | undefined;
  /** A message that a permalink points at. */
  readonly at?: string | undefined;
}

export function readAddress(): Address {
  const query = new URLSearchParams(location.search);
  return { as: query.get("as") ?? ids.alice, in: query.get("in") ?? undefined, at: query.get("at") ?? undefined };
}

export function writeAddress({ as, in: conversation, at }: Address): void {
  const query = new URLSearchParams({
    as,
    ...(conversation !== undefined && { in: conversation }),
    ...(at !== undefined && { at }),
  });
  history.pushState(null, "", `/?${query}`);
}

/** The conversation and message that a permalink names; undefined for any other address. */
export function placeIn(href: string, permalinks: string): Pick<Address, "in" | "at"> | undefined {
  if (!href.startsWith(permalinks)) return undefined;
  const [, conversation, digits] = /^(\w+)\/p(\d{7,})/.exec(href.slice(permalinks.length)) ?? [];
  if (conversation === undefined || digits === undefined) return undefined;
  return { in: conversation, at: `${digits.slice(0, -6)}.${digits.slice(-6)}` };
}
