// The window's person and conversation, kept in its URL, so that two windows can be two people.
import { ids } from "../cast.js";

export interface Address {
  readonly as: string;
  readonly in: string | undefined;
}

export function readAddress(): Address {
  const query = new URLSearchParams(location.search);
  return { as: query.get("as") ?? ids.alice, in: query.get("in") ?? undefined };
}

export function writeAddress({ as, in: conversation }: Address): void {
  const query = new URLSearchParams({ as, ...(conversation !== undefined && { in: conversation }) });
  history.pushState(null, "", `/?${query}`);
}
