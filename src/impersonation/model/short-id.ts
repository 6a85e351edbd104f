// The short id of a request, which people see, say and type. Buttons carry the long one, which can't be guessed.
import type { Request } from "./request.js";

/** `IMP-204` */
export function shortId({ number }: Pick<Request, "number">): string {
  return `IMP-${number}`;
}

/** The number in `IMP-204`, `imp204`, `#204` or `204`; undefined for anything else. */
export function parseShortId(typed: string): number | undefined {
  const [, digits] = /^(?:imp\s?[-–—#]?\s?|#)?(\d{1,15})$/i.exec(typed.trim()) ?? [];
  const number = Number(digits);
  return number >= 1 ? number : undefined;
}
